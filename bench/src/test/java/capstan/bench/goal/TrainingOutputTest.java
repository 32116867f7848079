package capstan.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrainingOutputTest {
  private static final String FIRST =
      "epoch 1/1, 128/60,000 images, loss 0.9009 (margin 0.8100, reconstruction 0.0909),"
          + " accuracy 10.94 %";
  private static final String LATER = FIRST.replace("128", "8,320");
  private static final String END =
      "epoch 1: test error 1.35 % (135 of 10,000; 95 % interval 1.14 to 1.60 %), training error"
          + " 6.00 %, loss 0.1; 1 min 20 s training (750 images/s), 4 s testing";

  private final TrainingOutput output = new TrainingOutput();

  @Test
  void theFirstStepAndTheEndOfTheEpochAreTimed() {
    output.read("network   CapsNet, 8,215,568 parameters", 1);
    output.read(FIRST, 3.5);
    output.read(LATER, 13.5);
    output.read(END, 83.5);
    output.read("done: 1 epoch, 468 steps", 84);
    assertThat(output.isComplete()).isTrue();
    assertThat(output.firstStepSeconds()).isEqualTo(3.5);
    assertThat(output.epochSeconds()).isEqualTo(80);
    assertThat(output.accuracyPercent()).isCloseTo(98.65, within(1e-9));
  }

  @Test
  void withoutAnEpochItIsNotComplete() {
    output.read(FIRST, 3.5);
    assertThat(output.isComplete()).isFalse();
  }
}
