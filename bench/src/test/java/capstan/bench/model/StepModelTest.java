package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.bench.measure.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers worked out by hand from the extents of the paper's network at batch 128. */
class StepModelTest {
  private final StepModel model = new StepModel(128, false);

  @ParameterizedTest
  @CsvSource({
    // 128·400·256·(2·81 + 1); images, weights and features
    "CONV1_FORWARD, 2136473600, 52913152",
    // 128·400·256·(2·81 + 2); the features and their gradient
    "CONV1_TO_WEIGHTS, 2149580800, 105341952",
    // 2·429·128·256·256; 4·(429·(128·256 + 256·256) + 118·128·256)
    "PRIMARY_FORWARD_PRODUCTS, 7197425664, 184156160",
    "PRIMARY_TO_INPUT_PRODUCTS, 7197425664, 184156160",
    "PRIMARY_TO_WEIGHTS_PRODUCTS, 7197425664, 184156160",
    // û 377,487,360 three times, and twice agreement, softmax and sum; u and W
    "DIGIT_CAPS_FORWARD, 1380188160, 10616832",
    // û's extent twice and c·ds; u, du, W, dW and one round's c
    "DIGIT_CAPS_BACKWARD, 778567680, 27131904",
    // 2·128·(160·512 + 512·1024 + 1024·784); weights, inputs and outputs
    "DECODER_FORWARD, 360710144, 7692288",
    "DECODER_BACKWARD, 721420288, 15384576",
    // 1152·128 capsules: 34 + 76 operations; five arrays
    "SQUASH, 16220160, 23592960",
    "POINTWISE_FORWARD, 2600960, 4751360",
    "POINTWISE_BACKWARD, 497664, 3563520",
    "SUMS, 1777664, 6709248",
    // 14 operations and 28 bytes for each of 8,215,568 parameters
    "ADAM, 115017952, 230035904",
    "REST, 0, 0"
  })
  void partsCostWhatTheyShould(StepPart part, double flops, double bytes) {
    assertThat(model.of(part)).isEqualTo(new Cost(flops, bytes));
  }

  @Test
  void transformsMoveEachPlaneAndItsNumbers() {
    // In four phases 3,439 multiply-adds a plane of X, 1,204 of W; 480 of Y. Bytes: w and 429
    // numbers of each pair of channels, x and 429 of each image and channel, y and 118.
    assertCost(StepPart.PRIMARY_FORWARD_TRANSFORMS, 2 * (32768.0 * 3439 + 65536 * 1204), 242352128);
    assertCost(StepPart.PRIMARY_FORWARD_INVERSE, 2 * 32768.0 * 480, 20185088);
    assertCost(StepPart.PRIMARY_TO_INPUT_TRANSFORMS, 2 * 32768.0 * 480, 20185088);
    assertCost(StepPart.PRIMARY_TO_INPUT_INVERSE, 2 * 32768.0 * 3439, 108658688);
    assertCost(StepPart.PRIMARY_TO_WEIGHTS_INVERSE, 2 * 65536.0 * 1204, 133693440);
  }

  private void assertCost(StepPart part, double flops, double bytes) {
    assertThat(model.of(part).flops()).isCloseTo(flops, within(1e-6 * flops));
    assertThat(model.of(part).bytes()).isEqualTo(bytes);
  }

  @Test
  void allRoundsOfGradientCostMore() {
    // Twice more: û, 6 a number, 4 a coefficient; and c of one more round.
    assertThat(new StepModel(128, true).digitCapsBackward())
        .isEqualTo(new Cost(778567680.0 + 1049886720.0, 33030144));
  }

  @Test
  void theStepIsTheSumOfItsParts() {
    Cost sum = Cost.NONE;
    double floor = 0;
    Limits limits = new Limits(500, 70);
    for (StepPart part : StepPart.values()) {
      sum = sum.plus(model.of(part));
      floor += model.of(part).floor(limits);
    }
    assertThat(model.step()).isEqualTo(sum);
    assertThat(model.stepFloor(limits)).isCloseTo(floor, within(1e-9));
    assertThat(model.floor(limits, StepPart::hasOwnGoal))
        .isLessThan(floor)
        .isGreaterThan(0.8 * floor);
  }

  @Test
  void oneImageIsQuickestDirectlyAndABatchTransformed() {
    Limits limits = new Limits(500, 70);
    // 0.033 ms of Conv1, 0.764 of PrimaryCaps' 382 million products, then W's 5.9 MB.
    assertThat(new StepModel(1, false).inferenceFloor(limits)).isCloseTo(0.89, within(0.01));
    // Conv1 4.27, PrimaryCaps 1.55 + 14.39 + 0.29, squash 0.13, DigitCaps 2.76.
    assertThat(model.inferenceFloor(limits)).isCloseTo(23.40, within(0.03));
  }

  @Test
  void theFloorIsTheLongerOfComputingAndMoving() {
    Limits limits = new Limits(500, 50);
    assertThat(new Cost(1e9, 1e6).floor(limits)).isEqualTo(2);
    assertThat(new Cost(1e9, 1e6).isBoundByMemory(limits)).isFalse();
    assertThat(new Cost(1e6, 1e9).floor(limits)).isEqualTo(20);
    assertThat(new Cost(1e6, 1e9).isBoundByMemory(limits)).isTrue();
  }
}
