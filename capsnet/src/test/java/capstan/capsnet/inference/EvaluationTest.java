package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.run.ConfusionMatrix;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.WilsonInterval;
import capstan.capsnet.training.SmallRuns;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final ImageSet IMAGES = SmallRuns.digits(1, 53).test();
  private static final Model MODEL = SmallRuns.tinyNetwork().newModel(4);

  @Test
  void everyImageCountsWhateverTheBatch() {
    try (Backend backend = Backends.simd(2)) {
      EvaluationReport whole = new Evaluation(MODEL, backend, 53).evaluate(IMAGES);
      assertThat(whole.images()).isEqualTo(53);
      for (int batch : new int[] {1, 7, 52, 64}) {
        EvaluationReport report = new Evaluation(MODEL, backend, batch).evaluate(IMAGES);
        assertThat(report.images()).isEqualTo(53);
        assertThat(report.meanLoss()).isCloseTo(whole.meanLoss(), within(1e-6));
        for (int actual = 0; actual < 10; actual++) {
          for (int predicted = 0; predicted < 10; predicted++) {
            assertThat(report.confusion().count(actual, predicted))
                .isEqualTo(whole.confusion().count(actual, predicted));
          }
        }
      }
    }
  }

  @Test
  void confusionIsThatOfSinglePredictions() {
    try (Classifier classifier = new Classifier(MODEL, Backends.scalar());
        Backend backend = Backends.simd(2)) {
      EvaluationReport report = new Evaluation(MODEL, backend, 20).evaluate(IMAGES);
      int[] counts = new int[100];
      double loss = 0;
      for (int image = 0; image < IMAGES.count(); image++) {
        float[] pixels = new float[IMAGES.imageSize()];
        IMAGES.copyImage(image, pixels, 0);
        Prediction prediction = classifier.predict(pixels);
        counts[IMAGES.label(image) * 10 + prediction.label()]++;
        loss += MODEL.classificationLoss(prediction.scoreArray(), 0, IMAGES.label(image));
      }
      for (int cell = 0; cell < counts.length; cell++) {
        assertThat(report.confusion().count(cell / 10, cell % 10)).isEqualTo(counts[cell]);
      }
      assertThat(report.meanLoss()).isCloseTo(loss / IMAGES.count(), within(1e-6));
    }
  }

  @Test
  void figuresOfAConfusionMatrix() {
    ConfusionMatrix confusion = new ConfusionMatrix(3);
    for (int right = 0; right < 8; right++) {
      confusion.add(0, 0);
    }
    confusion.add(0, 2);
    confusion.add(1, 0);
    assertThat(confusion.images()).isEqualTo(10);
    assertThat(confusion.wrong()).isEqualTo(2);
    assertThat(confusion.errorPercent(0)).isCloseTo(100 / 9.0, within(1e-12));
    assertThat(confusion.errorPercent(1)).isEqualTo(100);
    assertThat(confusion.errorPercent(2)).isNaN();
    EvaluationReport report = new EvaluationReport("here", confusion, 0.5, List.of(), 2);
    assertThat(report.errorPercent()).isEqualTo(20);
    assertThat(report.imagesPerSecond()).isEqualTo(5);
  }

  @Test
  void wilsonIntervalsAreThePublishedOnes() {
    // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    check(81, 263, 0.2553, 0.3662);
    check(15, 148, 0.0624, 0.1605);
    check(0, 20, 0.0, 0.1611);
    check(1, 29, 0.0061, 0.1718);
    assertThatThrownBy(() -> WilsonInterval.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void check(int failures, int trials, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(failures, trials);
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    ImageSet tiny = ImageSet.copyOf("a test", 2, 2, 1, 10, new byte[4], new byte[1]);
    try (Backend backend = Backends.scalar()) {
      Evaluation evaluation = new Evaluation(CapsNetPresets.paper().newModel(), backend, 2);
      assertThatThrownBy(() -> evaluation.evaluate(tiny))
          .hasMessageContaining("28x28x1")
          .hasMessageContaining("2x2x1");
    }
  }
}
