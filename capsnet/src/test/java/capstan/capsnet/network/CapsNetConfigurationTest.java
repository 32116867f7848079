package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CapsNetConfigurationTest {

  private static void refuses(ThrowingCallable making, String... parts) {
    assertThatThrownBy(making)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageNotContaining("\n")
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
  }

  private static CapsNetConfiguration paper() {
    return CapsNetPresets.paper();
  }

  @Test
  void whatDoesNotFitIsRefusedByLayerAndNumbers() {
    refuses(() -> paper().resized(new ImageExtents(8, 8, 1), 10), "Conv1", "9x9", "8x8");
    refuses(
        () -> paper().resized(new ImageExtents(16, 28, 1), 10),
        "PrimaryCaps",
        "9x9",
        "8x20",
        "16x28");
    refuses(() -> paper().with("routing-rounds", 0), "DigitCaps", "rounds", "0");
    refuses(() -> paper().with("conv1-stride", -1), "Conv1", "stride", "-1");
    refuses(() -> paper().with("primary-types", 0), "PrimaryCaps", "types", "0");
    refuses(() -> paper().with("primary-scale", 0), "PrimaryCaps", "scale", "0");
    refuses(() -> paper().with("digit-dimensions", 0), "DigitCaps", "dimensions", "0");
    refuses(() -> paper().resized(ImageExtents.MNIST, 1), "classes", "1");
    refuses(() -> paper().with("squash-epsilon", -1), "epsilon", "-1");
    refuses(() -> paper().with("decoder-hidden", List.of(512, 0)), "Decoder", "hidden", "0");
    refuses(() -> paper().with("present-margin", 0.05), "absent-margin", "0.05");
    refuses(() -> paper().with("reconstruction-weight", -1), "weight", "-1");
    assertThatThrownBy(() -> new ImageExtents(0, 28, 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("0x28x1");
    assertThatThrownBy(() -> InitialDistribution.normal(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "initial values: the scale of normal must be a finite number of at least 0, found NaN");
  }

  @Test
  void smallestImagesThatFitAreTaken() {
    CapsNetConfiguration smallest = paper().resized(new ImageExtents(17, 17, 1), 10);
    assertThat(smallest.newModel().primaryCapsules().output()).isEqualTo(Shape.of(32, 8));
  }

  @Test
  void presetsAreTheTables() {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    assertThat(paper.digitCaps())
        .isEqualTo(
            new CapsNetConfiguration.DigitCaps(
                List.of(), 16, 3, RoutingGradient.ALL_ROUNDS, false));
    assertThat(paper.primaryCaps())
        .isEqualTo(new CapsNetConfiguration.PrimaryCaps(32, 8, 9, 2, false, 1));
    assertThat(paper.loss())
        .isEqualTo(
            new CapsNetLoss(
                0.9, 0.1, 0.5, 0.0005, ReconstructionError.SUM, CapsNetLoss.LastPhase.NONE));

    CapsNetConfiguration official = CapsNetPresets.official();
    assertThat(official.squashEpsilon()).isZero();
    assertThat(official.primaryCaps().scale()).isEqualTo(1.0 / 32);
    assertThat(official.digitCaps().bias()).isTrue();
    assertThat(official.loss().reconstructionWeight()).isEqualTo(0.01);
    assertThat(official.loss().reconstructionError()).isEqualTo(ReconstructionError.SUM);

    CapsNetConfiguration keras = CapsNetPresets.keras();
    assertThat(keras.squashEpsilon()).isEqualTo(1e-7);
    assertThat(keras.loss().reconstructionWeight() / 784).isEqualTo(0.0005);
    assertThat(keras.loss().reconstructionError()).isEqualTo(ReconstructionError.MEAN);

    CapsNetConfiguration pytorch = CapsNetPresets.pytorch();
    assertThat(pytorch.digitCaps().gradient()).isEqualTo(RoutingGradient.LAST_ROUND);
    assertThat(pytorch.squashEpsilon()).isEqualTo(1e-8);
    assertThat(pytorch.decoder().input()).isEqualTo(DecoderInput.CHOSEN_CAPSULE);
    assertThat(pytorch.loss().reconstructionWeight()).isEqualTo(0.0005);
    assertThat(pytorch.loss().reconstructionError()).isEqualTo(ReconstructionError.MEAN);
    assertThat(pytorch.initialValues().digitCaps()).isEqualTo(InitialDistribution.normal(0.01));

    CapsNetConfiguration tensorflow = CapsNetPresets.tensorflow();
    assertThat(tensorflow.digitCaps().rounds()).isEqualTo(2);
    assertThat(tensorflow.primaryCaps().relu()).isTrue();
    assertThat(tensorflow.squashEpsilon()).isEqualTo(1e-7);
    assertThat(tensorflow.loss().reconstructionWeight()).isEqualTo(0.001);
    assertThat(tensorflow.initialValues().digitCaps()).isEqualTo(InitialDistribution.normal(0.1));

    for (CapsNetConfiguration each : List.of(paper, official, keras, pytorch, tensorflow)) {
      assertThat(each.decoder().trainingMask()).isEqualTo(DecoderMask.TRUE_LABEL);
      assertThat(each.decoder().hidden()).containsExactly(512, 1024);
    }
  }

  @Test
  void aNetworkTooLargeForArraysNamesTheLayerAndItsNumbers() {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    assertThatThrownBy(() -> paper.resized(new ImageExtents(512, 512, 1), 10).newModel())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "DigitCaps: 1968128x10x16x8 weights are too many, expected at most 2147483647 numbers");
    assertThatThrownBy(() -> paper.with("primary-types", 65_536).newModel())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("PrimaryCaps.conv: 524288x9x9x256 weights");
    assertThatThrownBy(() -> paper.with("decoder-hidden", List.of(65_536, 65_536)).newModel())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("Decoder.2: 65536x65536 weights");
    assertThatThrownBy(
            () -> new BaselineCnnConfiguration(new ImageExtents(256, 256, 1), 10, 0.5).newModel())
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("Fc1: 328x256x256x128 weights");
    assertThatThrownBy(() -> paper.newModel().requireBatch(100_000))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("Conv1: 100000x102400 outputs of a batch");
    paper.newModel().requireBatch(128);
  }
}
