package capstan.mnist.finding;

import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
   * @return the files
   */
  public List<Path> write(OutputFolder folder, PrintWriter err) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(folder.write("bins.csv", ConfidenceTables.bins(found)));
    files.add(folder.write("refusals.csv", ConfidenceTables.refusals(found)));
    files.add(folder.write("images.csv", ConfidenceTables.images(found)));
    String title = RunTitle.of(network) + " on " + found.test().images().origin();
    files.addAll(
        OutputFolder.pictures(
            err,
            written -> {
              written.add(folder.write("refusals.png", ConfidencePictures.refusals(title, found)));
              written.add(
                  folder.write("calibration.png", ConfidencePictures.calibration(title, found)));
              if (found.outside().isPresent()) {
                written.add(
                    folder.write(
                        "outside.png",
                        ConfidencePictures.outside(title, found, found.outside().get())));
              }
            }));
    return files;
  }
}
