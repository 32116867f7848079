package capstan.mnist.finding;

import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Json;
import java.io.IOException;
import java.io.PrintWriter;

/** What the finished runs of an experiment came to, as tables and a picture. */
public interface SeriesReport extends ExperimentReport {

  /** Of the experiment, and of the files. */
  String name();

  /** A line a finished run, for programs. */
  String csv();

  /**
   * The errors as curves.
   *
   * @throws NoFontException if the machine has no font
   */
  Picture picture() throws NoFontException;

  @Override
  default void write(OutputFolder folder, PrintWriter err) throws IOException {
    folder.write(name() + ".csv", csv());
    folder.write(name() + ".json", Json.of(found()) + "\n");
    OutputFolder.draw(err, () -> folder.write(name() + ".png", picture()));
  }
}
