package capstan.mnist.confidence;

import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * When answers are to be believed, as files.
 *
 * @param network the checkpoint
 * @param found what was found
 */
public record ConfidenceFiles(Path network, ConfidenceFindings found) {

  /**
   * Writes all of them, the tables first.
   *
   * @param folder where to
   * @param err where it is reported if there can be no pictures
   */
  public void write(OutputFolder folder, PrintWriter err) throws IOException {
    folder.write("bins.csv", ConfidenceTables.bins(found));
    folder.write("refusals.csv", ConfidenceTables.refusals(found));
    folder.write("images.csv", ConfidenceTables.images(found));
    String title = RunTitle.of(network) + " on " + found.test().images().origin();
    OutputFolder.draw(
        err,
        () -> {
          folder.write("refusals.png", ConfidencePictures.refusals(title, found));
          folder.write("calibration.png", ConfidencePictures.calibration(title, found));
          if (found.outside().isPresent()) {
            folder.write(
                "outside.png", ConfidencePictures.outside(title, found, found.outside().get()));
          }
        });
  }
}
