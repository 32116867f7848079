package capstan.capsnet.inference;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several trained networks that answer together: what they say of each class is averaged, the
 * lengths of capsules as they are, the logits of networks without capsules as probabilities
 * (softmax). The two are numbers of different kinds and are not averaged with each other. The order
 * of the networks changes nothing, not the last bit.
 *
 * {@snippet :
 * Ensemble ensemble = new Ensemble(List.of(first.model(), second.model()));
 * Prediction together =
 *     ensemble.average(List.of(first.predict(pixels), second.predict(pixels)));
 * }
 */
public final class Ensemble {
  private final List<Model> networks;
  private final ScoreKind kind;

  /**
   * What an evaluation found.
   *
   * @param together of all networks; its loss is that of the averaged scores, its time that of all
   * @param single of each network, in their order
   */
  public record Report(EvaluationReport together, List<EvaluationReport> single) {
    /** Copies the list. */
    public Report {
      single = List.copyOf(single);
    }
  }

  /**
   * Of networks that are there.
   *
   * @param networks at least one
   * @throws InvalidSettingException if they take images of different sizes, tell different numbers
   *     of classes apart, or only some have capsules; names one by its place, from 1
   */
  public Ensemble(List<? extends Model> networks) {
    this(
        networks,
        IntStream.rangeClosed(1, networks.size()).mapToObj(place -> "network " + place).toList());
  }

  private Ensemble(List<? extends Model> networks, List<String> names) {
    this.networks = List.copyOf(networks);
    kind = networks.getFirst().scoreKind();
    for (int i = 1; i < names.size(); i++) {
      requireAlike(names.getFirst(), networks.getFirst(), names.get(i), networks.get(i));
    }
  }

  private static void requireAlike(String name, Model network, String otherName, Model other) {
    ModelConfiguration first = network.configuration();
    ModelConfiguration second = other.configuration();
    if (!first.image().equals(second.image())) {
      throw new InvalidSettingException(
          "%s takes images of %s, %s of %s: they cannot answer together"
              .formatted(otherName, second.image(), name, first.image()));
    }
    if (first.classes() != second.classes()) {
      throw new InvalidSettingException(
          "%s tells %d classes apart, %s %d: they cannot answer together"
              .formatted(otherName, second.classes(), name, first.classes()));
    }
    if (network.scoreKind() != other.scoreKind()) {
      throw new InvalidSettingException(
          "%s gives %s, %s %s: the two cannot be averaged"
              .formatted(otherName, kind(other), name, kind(network)));
    }
  }

  private static String kind(Model network) {
    String words = network.scoreKind().words();
    return network.scoreKind() == ScoreKind.LOGITS ? words : words + " of capsules";
  }

  /**
   * Of saved networks.
   *
   * @param saved at least one
   * @throws InvalidSettingException if they are not alike, as above, or their classes have other
   *     names or another order; names the file
   */
  public static Ensemble of(List<SavedModel> saved) {
    SavedModel first = saved.getFirst();
    Ensemble ensemble =
        new Ensemble(
            saved.stream().map(SavedModel::model).toList(),
            saved.stream().map(each -> each.file().toString()).toList());
    for (SavedModel other : saved) {
      if (!other.classNames().equals(first.classNames())) {
        throw new InvalidSettingException(
            "%s knows %s, %s %s: they cannot answer together"
                .formatted(
                    other.file(),
                    ClassMatch.words(other.classNames()),
                    first.file(),
                    ClassMatch.words(first.classNames())));
      }
    }
    return ensemble;
  }

  /** What all networks say of a class; of logits the probabilities are averaged. */
  public ScoreKind scoreKind() {
    return kind;
  }

  /**
   * What the networks say of one image together.
   *
   * @param answers one a network
   * @return the mean lengths or activations; or the logarithms of the mean probabilities, which are
   *     logits too
   * @throws IllegalArgumentException if there are more or fewer answers than networks, or one has
   *     another number of classes
   */
  public Prediction average(List<Prediction> answers) {
    if (answers.size() != networks.size()) {
      throw new IllegalArgumentException(
          "%d answers of %d networks".formatted(answers.size(), networks.size()));
    }
    return average(answers.stream().map(Prediction::scoreArray).toArray(float[][]::new));
  }

  /** Averages the scores of each network. */
  private Prediction average(float[]... scores) {
    int classes = networks.getFirst().configuration().classes();
    double[][] each = new double[scores.length][];
    for (int network = 0; network < scores.length; network++) {
      if (scores[network].length != classes) {
        throw new IllegalArgumentException(
            "an answer has %d scores, expected %d".formatted(scores[network].length, classes));
      }
      each[network] = said(scores[network]);
    }
    float[] means = new float[classes];
    for (int label = 0; label < classes; label++) {
      int of = label;
      means[label] = (float) mean(Arrays.stream(each).mapToDouble(row -> row[of]).toArray());
    }
    return Prediction.of(means, 0, classes);
  }

  /**
   * Lengths or activations, or the logarithms of probabilities, which no large logit can make
   * infinite.
   */
  private double[] said(float... scores) {
    double[] row = IntStream.range(0, scores.length).mapToDouble(j -> scores[j]).toArray();
    if (kind == ScoreKind.LOGITS) {
      double all = logarithmOfSum(row.clone());
      Arrays.setAll(row, j -> row[j] - all);
    }
    return row;
  }

  private double mean(double... values) {
    return kind == ScoreKind.LOGITS
        ? logarithmOfSum(values) - StrictMath.log(values.length)
        : sortedMean(values);
  }

  /** A sum depends on its order by a rounding. */
  private static double sortedMean(double... values) {
    Arrays.sort(values);
    return Arrays.stream(values).reduce(0, Double::sum) / values.length;
  }

  /** log Σ exp, sorts the values. */
  private static double logarithmOfSum(double... values) {
    Arrays.sort(values);
    double largest = values[values.length - 1];
    double sum = 0;
    for (double value : values) {
      sum += StrictMath.exp(value - largest);
    }
    return largest + StrictMath.log(sum);
  }

  /**
   * Evaluates all networks, one after the other, and all together.
   *
   * @param images at least one, of the size and classes of the networks
   * @param backend what computes
   * @param batch images at a time, at least 1
   * @param listener receives each batch of each network
   * @throws InvalidSettingException if the images do not fit the networks, or what one says of an
   *     image is no number
   */
  public Report evaluate(ImageSet images, Backend backend, int batch, EvaluationListener listener) {
    long start = System.nanoTime();
    float[][][] scores = new float[images.count()][networks.size()][];
    List<EvaluationReport> single = new ArrayList<>();
    Workspace workspace = new Workspace();
    for (int network = 0; network < networks.size(); network++) {
      int of = network;
      single.add(
          new Evaluation(networks.get(network), backend, batch, workspace)
              .evaluate(
                  images,
                  listener,
                  (image, graph, row) ->
                      scores[image][of] = graph.scores().value().slice(row, 1).toArray()));
    }
    List<Integer> predictions = new ArrayList<>();
    double loss = 0;
    for (int image = 0; image < images.count(); image++) {
      Prediction answer = average(scores[image]);
      predictions.add(answer.label());
      loss += loss(answer, images.label(image));
    }
    return new Report(
        EvaluationReport.of(images, predictions, loss / images.count(), start), single);
  }

  /** The networks' losses may have different margins. */
  private double loss(Prediction answer, int label) {
    return sortedMean(
        networks.stream()
            .mapToDouble(network -> network.classificationLoss(answer.scoreArray(), 0, label))
            .toArray());
  }
}
