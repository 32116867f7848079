package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.training.SmallRuns;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {
  private static final ImageSet IMAGES = SmallRuns.digits(1, 53).test();
  private static final List<Model> NETWORKS = List.of(network(4), network(5), network(6));

  private static Model network(long seed) {
    return SmallRuns.tinyNetwork().newModel(seed);
  }

  private static Model cnn() {
    return new BaselineCnnConfiguration(ImageExtents.MNIST, 10, 0.5).newModel();
  }

  /** Against the mean of single answers in plain loops. */
  @Test
  void theAnswerIsThatOfTheMeanLengths() {
    double[][] sums = new double[IMAGES.count()][10];
    for (Model network : NETWORKS) {
      try (Classifier classifier = new Classifier(network, Backends.scalar())) {
        for (int image = 0; image < sums.length; image++) {
          float[] lengths = predict(classifier, image).scoreArray();
          for (int label = 0; label < 10; label++) {
            sums[image][label] += lengths[label];
          }
        }
      }
    }
    try (Backend backend = Backends.simd(2)) {
      Ensemble.Report report =
          new Ensemble(NETWORKS).evaluate(IMAGES, backend, 20, EvaluationListener.SILENT);
      int wrong = 0;
      double loss = 0;
      for (int image = 0; image < sums.length; image++) {
        float[] means = new float[10];
        for (int label = 0; label < 10; label++) {
          means[label] = (float) (sums[image][label] / NETWORKS.size());
        }
        int largest = Prediction.largest(means, 0, 10);
        assertThat(report.together().predictions().get(image)).isEqualTo(largest);
        wrong += largest == IMAGES.label(image) ? 0 : 1;
        loss += NETWORKS.getFirst().classificationLoss(means, 0, IMAGES.label(image));
      }
      assertThat(report.together().confusion().wrong()).isEqualTo(wrong);
      assertThat(report.together().meanLoss()).isCloseTo(loss / sums.length, within(1e-6));
    }
  }

  private static Prediction predict(Classifier classifier, int image) {
    float[] pixels = new float[IMAGES.imageSize()];
    IMAGES.copyImage(image, pixels, 0);
    return classifier.predict(pixels);
  }

  @Test
  void eachNetworkIsEvaluatedAsAlone() {
    try (Backend backend = Backends.simd(2)) {
      Ensemble.Report report =
          new Ensemble(NETWORKS).evaluate(IMAGES, backend, 20, EvaluationListener.SILENT);
      assertThat(report.single()).hasSameSizeAs(NETWORKS);
      for (int network = 0; network < NETWORKS.size(); network++) {
        EvaluationReport alone =
            new Evaluation(NETWORKS.get(network), backend, 20).evaluate(IMAGES);
        assertThat(report.single().get(network).predictions()).isEqualTo(alone.predictions());
        assertThat(report.single().get(network).meanLoss()).isEqualTo(alone.meanLoss());
      }
    }
  }

  @Test
  void theOrderOfTheNetworksChangesNoBit() {
    try (Backend backend = Backends.simd(2)) {
      EvaluationReport one =
          new Ensemble(NETWORKS)
              .evaluate(IMAGES, backend, 20, EvaluationListener.SILENT)
              .together();
      EvaluationReport other =
          new Ensemble(NETWORKS.reversed())
              .evaluate(IMAGES, backend, 20, EvaluationListener.SILENT)
              .together();
      assertThat(other.predictions()).isEqualTo(one.predictions());
      assertThat(other.meanLoss()).isEqualTo(one.meanLoss());
    }
    List<Prediction> answers = new ArrayList<>();
    for (float spread : new float[] {1e-8f, 0.1f, 0.7f}) {
      answers.add(Prediction.of(new float[] {spread, 1 - spread, 0.3f * spread}, 0, 3));
    }
    Ensemble threeClasses =
        new Ensemble(
            List.of(1L, 2L, 3L).stream()
                .map(seed -> SmallRuns.tinyNetwork().resized(ImageExtents.MNIST, 3).newModel())
                .toList());
    assertThat(threeClasses.average(answers.reversed())).isEqualTo(threeClasses.average(answers));
  }

  /** Logits of two networks whose probabilities are written down. */
  @Test
  void logitsAreAveragedAsProbabilities() {
    Ensemble ensemble = new Ensemble(List.of(cnn(), cnn()));
    assertThat(ensemble.scoreKind()).isEqualTo(ScoreKind.LOGITS);
    float[] first = logits(0.9, 0.1);
    float[] second = logits(0.2, 0.8);
    for (int label = 0; label < 10; label++) {
      second[label] += 300;
    }
    Prediction together =
        ensemble.average(List.of(Prediction.of(first, 0, 10), Prediction.of(second, 0, 10)));
    assertThat(together.label()).isZero();
    assertThat(Math.exp(together.scores().get(0))).isCloseTo(0.55, within(1e-5));
    assertThat(Math.exp(together.scores().get(1))).isCloseTo(0.45, within(1e-5));
    assertThat(together.scores()).allMatch(Float::isFinite);
  }

  /** Of ten classes, the others next to impossible: beyond what a float's exponential holds. */
  private static float[] logits(double first, double second) {
    float[] logits = new float[10];
    Arrays.fill(logits, -2000);
    logits[0] = (float) Math.log(first);
    logits[1] = (float) Math.log(second);
    return logits;
  }

  @Test
  void oneNetworkAnswersAsAlone() {
    Prediction answer =
        Prediction.of(new float[] {0, 0.1f, 0.3f, 0.9f, 0, 0, 0, 0, 0.91f, 0}, 0, 10);
    assertThat(new Ensemble(List.of(network(1))).average(List.of(answer))).isEqualTo(answer);
  }

  @Test
  void networksThatAreNotAlikeAreRefused() {
    Model wider = SmallRuns.tinyNetwork().resized(new ImageExtents(28, 32, 1), 10).newModel();
    Model letters = SmallRuns.tinyNetwork().resized(ImageExtents.MNIST, 26).newModel();
    for (List<Object> refused :
        List.of(
            List.<Object>of(wider, "28x28x1"),
            List.<Object>of(letters, "26 classes"),
            List.<Object>of(cnn(), "network 2 gives logits"))) {
      assertThatThrownBy(() -> new Ensemble(List.of(network(1), (Model) refused.getFirst())))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("network 2")
          .hasMessageContaining((String) refused.getLast());
    }
    assertThatThrownBy(() -> new Ensemble(NETWORKS).average(List.of()))
        .hasMessageContaining("0 answers of 3 networks");
    for (int classes : new int[] {9, 11}) {
      List<Prediction> other = List.of(Prediction.of(new float[classes], 0, classes));
      assertThatThrownBy(() -> new Ensemble(List.of(network(1))).average(other))
          .hasMessage("an answer has %d scores, expected 10".formatted(classes));
    }
  }
}
