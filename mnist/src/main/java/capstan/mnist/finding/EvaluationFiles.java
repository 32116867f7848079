package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.run.ConfusionMatrix;
import capstan.capsnet.run.EvaluationReport;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.illustration.RunPictures;
import capstan.mnist.picture.ConfusionMap;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.EvaluationText;
import capstan.mnist.text.RunTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an evaluation found, as files.
 *
 * @param network the checkpoint
 * @param report what was found
 * @param images the test images
 */
public record EvaluationFiles(Path network, EvaluationReport report, ImageSet images) {

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
            EvaluationText.json(RunTitle.file(network), report, images.classNames()) + "\n"));
    files.add(folder.write("predictions.csv", predictions()));
    files.add(folder.write("confusion.csv", confusion()));
    files.addAll(
        folder.draw(
            err,
            "confusion.png",
            () ->
                ConfusionMap.draw(
                    RunTitle.of(network) + " on " + report.origin(),
                    RunPictures.counts(report.confusion()),
                    images.classNames())));
    return files;
  }

  /** A row an image. */
  private String predictions() {
    List<String> names = images.classNames();
    CsvTable table =
        new CsvTable(
            List.of("image", "label", "prediction", "label_name", "prediction_name", "wrong"));
    for (int image = 0; image < images.count(); image++) {
      int label = images.label(image);
      int prediction = report.predictions().get(image);
      table.row(
          List.of(
              image,
              label,
              prediction,
              names.get(label),
              names.get(prediction),
              label == prediction ? 0 : 1));
    }
    return table.text();
  }

  /** A row for each true class, a column for each that it was taken for. */
  private String confusion() {
    ConfusionMatrix confusion = report.confusion();
    List<String> columns = new ArrayList<>(List.of("label"));
    columns.addAll(images.classNames());
    CsvTable table = new CsvTable(columns);
    for (int actual = 0; actual < confusion.classes(); actual++) {
      List<Object> row = new ArrayList<>(List.of(images.classNames().get(actual)));
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.count(actual, predicted));
      }
      table.row(row);
    }
    return table.text();
  }
}
