package capstan.mnist.text;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.text.ShownName;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a network says of pictures, in the forms in which it is printed.
 *
 * @param saved the network
 */
public record PredictionText(SavedModel saved) {
  /** More classes than this are not all listed in a line for people. */
  private static final int MOST_LISTED = 20;

  private static final int LISTED_OF_MANY = 10;

  /**
   * What came of one picture.
   *
   * @param image as the user named it
   * @param prediction empty if it could not be read
   * @param note what was done to it beforehand; empty for nothing
   * @param doubt why the prediction may be wrong, if anything says so
   * @param error why it could not be read; empty if it could
   */
  public record Answer(
      String image,
      Optional<Prediction> prediction,
      String note,
      Optional<String> doubt,
      String error) {}

  /** A picture as programs get it; what there is not is null. */
  private record Row(
      String image,
      @JsonProperty("class") Integer label,
      String name,
      String doubt,
      String note,
      String error) {}

  private record Scored(
      @JsonUnwrapped Row row, List<Float> lengths, List<Float> activations, List<Float> logits) {}

  /** What a network's scores are called. */
  private String scoreName() {
    return saved.model().scoreKind().words();
  }

  private String className(int label) {
    return saved.classNames().get(label);
  }

  /** One line for people. */
  public String line(Answer answer, Prediction prediction) {
    int classes = prediction.scores().size();
    List<Integer> listed =
        IntStream.range(0, classes)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    label -> classes > MOST_LISTED ? -prediction.scores().get(label) : label))
            .limit(classes > MOST_LISTED ? LISTED_OF_MANY : classes)
            .toList();
    StringBuilder line = new StringBuilder();
    line.append(ShownName.of(answer.image)).append(": ").append(className(prediction.label()));
    line.append("  (").append(classes > MOST_LISTED ? "largest of " + classes + " " : "");
    line.append(scoreName());
    String separator = " ";
    for (int label : listed) {
      line.append(separator).append(className(label)).append(": ");
      line.append(Figures.decimal(prediction.scores().get(label), 3));
      separator = ", ";
    }
    line.append(')');
    answer.doubt.ifPresent(why -> line.append("; in doubt: ").append(why));
    return line + (answer.note.isEmpty() ? "" : "; " + answer.note);
  }

  /** For programs: an object for each picture. */
  public String json(List<Answer> answers) {
    ScoreKind kind = saved.model().scoreKind();
    return Json.of(
        answers.stream()
            .map(
                answer -> {
                  List<Float> scores = answer.prediction.map(Prediction::scores).orElse(null);
                  return new Scored(
                      row(answer),
                      kind == ScoreKind.LENGTHS ? scores : null,
                      kind == ScoreKind.ACTIVATIONS ? scores : null,
                      kind == ScoreKind.LOGITS ? scores : null);
                })
            .toList());
  }

  /** For tables: a row for each picture, with a column for the score of each class. */
  public String csv(List<Answer> answers) {
    List<String> columns =
        new ArrayList<>(List.of("image", "class", "name", "doubt", "note", "error"));
    String score = scoreName().substring(0, scoreName().length() - 1);
    saved.classNames().forEach(name -> columns.add(score + " " + name));
    CsvTable table = new CsvTable(columns);
    for (Answer answer : answers) {
      List<Object> row = new ArrayList<>(Json.components(row(answer)).values());
      for (int label = 0; label < saved.classNames().size(); label++) {
        row.add(answer.prediction.isEmpty() ? null : answer.prediction.get().scores().get(label));
      }
      table.row(row);
    }
    return table.text().stripTrailing();
  }

  private Row row(Answer answer) {
    return new Row(
        answer.image,
        answer.prediction.map(Prediction::label).orElse(null),
        answer.prediction.map(prediction -> className(prediction.label())).orElse(null),
        answer.doubt.orElse(null),
        answer.note.isEmpty() ? null : answer.note,
        answer.prediction.isPresent() ? null : answer.error);
  }
}
