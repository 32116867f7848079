package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Ensemble;
import capstan.capsnet.run.EvaluationReport;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.picture.ConfusionMap;
import capstan.mnist.text.CsvTable;
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
 * @param networks the checkpoints
 * @param found all of it, for programs
 * @param report what the networks came to, of one network its own
 * @param images the test images
 */
public record EvaluationFiles(
    List<Path> networks, Record found, Ensemble.Report report, ImageSet images) {

  /**
   * Writes all of them, the tables first.
   *
   * @param folder where to
   * @param err where it is reported if there can be no picture
   */
  public void write(OutputFolder folder, PrintWriter err) throws IOException {
    EvaluationReport together = report.together();
    List<String> names = RunTitle.ofAll(networks);
    folder.write("evaluation.json", Json.of(found) + "\n");
    folder.write("predictions.csv", predictions(names));
    folder.write("confusion.csv", confusion());
    String title =
        String.join(", ", names)
            + (names.size() > 1 ? " together on " : " on ")
            + together.origin();
    OutputFolder.draw(
        err,
        () ->
            folder.write(
                "confusion.png",
                ConfusionMap.draw(title, together.confusion(), images.classNames())));
  }

  /** A row an image; of several networks what each answered comes last. */
  private String predictions(List<String> names) {
    List<String> classes = images.classNames();
    List<String> columns =
        new ArrayList<>(
            List.of("image", "label", "prediction", "label_name", "prediction_name", "wrong"));
    boolean several = names.size() > 1;
    if (several) {
      names.forEach(name -> columns.add("prediction_by_" + name));
    }
    CsvTable table = new CsvTable(columns);
    for (int image = 0; image < images.count(); image++) {
      int label = images.label(image);
      int taken = report.together().predictions().get(image);
      List<Object> row = new ArrayList<>(List.of(image, label, taken));
      row.addAll(List.of(classes.get(label), classes.get(taken), label == taken ? 0 : 1));
      if (several) {
        for (EvaluationReport single : report.single()) {
          row.add(single.predictions().get(image));
        }
      }
      table.row(row);
    }
    return table.text();
  }

  /** A row for each true class, a column for each that it was taken for. */
  private String confusion() {
    List<String> columns = new ArrayList<>(List.of("label"));
    columns.addAll(images.classNames());
    CsvTable table = new CsvTable(columns);
    int[][] counts = report.together().confusion().counts();
    for (int actual = 0; actual < counts.length; actual++) {
      List<Object> row = new ArrayList<>(List.of(images.classNames().get(actual)));
      Arrays.stream(counts[actual]).forEach(row::add);
      table.row(row);
    }
    return table.text();
  }
}
