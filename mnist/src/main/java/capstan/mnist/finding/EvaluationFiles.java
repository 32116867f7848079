package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.run.EvaluationReport;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.picture.ConfusionMap;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.EvaluationText;
import capstan.mnist.text.Json;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an evaluation found, as files.
 *
 * @param network the checkpoint
 * @param report what was found
 * @param images the test images
 */
public record EvaluationFiles(Path network, EvaluationReport report, ImageSet images) {

  /** A row of the table of predictions. */
  private record Read(
      int image, int label, int prediction, String labelName, String predictionName, int wrong) {}

  /**
   * Writes all of them, the tables first.
   *
   * @param folder where to
   * @param err where it is reported if there can be no picture
   * @return the files
   */
  public List<Path> write(OutputFolder folder, PrintWriter err) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(
        folder.write(
            "evaluation.json",
            Json.of(EvaluationText.found(RunTitle.file(network), report, images.classNames()))
                + "\n"));
    files.add(folder.write("predictions.csv", predictions()));
    files.add(folder.write("confusion.csv", confusion()));
    files.addAll(
        folder.draw(
            err,
            "confusion.png",
            () ->
                ConfusionMap.draw(
                    RunTitle.of(network) + " on " + report.origin(),
                    report.confusion().counts(),
                    images.classNames())));
    return files;
  }

  /** A row an image. */
  private String predictions() {
    List<String> names = images.classNames();
    List<Read> rows = new ArrayList<>();
    for (int image = 0; image < images.count(); image++) {
      int label = images.label(image);
      int taken = report.predictions().get(image);
      int wrong = label == taken ? 0 : 1;
      rows.add(new Read(image, label, taken, names.get(label), names.get(taken), wrong));
    }
    return CsvTable.of(rows);
  }

  /** A row for each true class, a column for each that it was taken for. */
  private String confusion() {
    List<String> columns = new ArrayList<>(List.of("label"));
    columns.addAll(images.classNames());
    CsvTable table = new CsvTable(columns);
    int[][] counts = report.confusion().counts();
    for (int actual = 0; actual < counts.length; actual++) {
      List<Object> row = new ArrayList<>(List.of(images.classNames().get(actual)));
      Arrays.stream(counts[actual]).forEach(row::add);
      table.row(row);
    }
    return table.text();
  }
}
