package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelParametersTest {

  private static long count(CapsNetConfiguration builder) {
    return builder.newModel().parameterCount();
  }

  @Test
  void countsAreThePublishedOnes() {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    assertThat(count(paper)).isEqualTo(8_215_568);
    assertThat(count(paper.with("decoder", false))).isEqualTo(6_804_224);
    assertThat(count(paper.with("digit-bias", true))).isEqualTo(8_215_728);
    assertThat(count(paper.with("decoder-input", DecoderInput.CHOSEN_CAPSULE)))
        .isEqualTo(8_141_840);
    assertThat(count(paper.resized(new ImageExtents(36, 36, 1), 10))).isEqualTo(11_361_808);
    assertThat(BaselineCnnConfiguration.MNIST.newModel().parameterCount()).isEqualTo(35_445_522);
  }

  @Test
  void namesAndShapesArePyTorchs() {
    List<String> found =
        CapsNetPresets.official().newModel().modelParameters().stream()
            .map(each -> each.name() + " " + each.layout().outside())
            .toList();
    assertThat(found)
        .containsExactly(
            "conv1.weight [256, 1, 9, 9]",
            "conv1.bias [256]",
            "primary_caps.conv.weight [256, 256, 9, 9]",
            "primary_caps.conv.bias [256]",
            "digit_caps.W [1, 1152, 10, 16, 8]",
            "digit_caps.bias [10, 16]",
            "decoder.0.weight [512, 160]",
            "decoder.0.bias [512]",
            "decoder.2.weight [1024, 512]",
            "decoder.2.bias [1024]",
            "decoder.4.weight [784, 1024]",
            "decoder.4.bias [784]");
  }

  @Test
  void layerTableAddsUp() {
    for (Model model :
        List.of(
            CapsNetPresets.paper().newModel(),
            CapsNetPresets.pytorch().newModel(),
            CapsNetPresets.official().newModel(),
            BaselineCnnConfiguration.MNIST.newModel())) {
      assertThat(model.summary().stream().mapToLong(LayerSummary::parameters).sum())
          .isEqualTo(model.parameterCount());
    }
  }

  @Test
  void layerTableOfThePaper() {
    List<LayerSummary> layers = CapsNetPresets.paper().newModel().summary();
    assertThat(layers.stream().map(each -> each.name() + " " + each.output()).toList())
        .containsExactly(
            "Conv1 [20, 20, 256]",
            "PrimaryCaps [1152, 8]",
            "DigitCaps [10, 16]",
            "Decoder 1 [512]",
            "Decoder 2 [1024]",
            "Decoder 3 [784]");
    assertThat(layers.stream().map(LayerSummary::parameters).toList())
        .containsExactly(20_992L, 5_308_672L, 1_474_560L, 82_432L, 525_312L, 803_600L);
    assertThat(layers.get(0).flops()).isCloseTo(16.6e6, within(0.05e6));
    assertThat(layers.get(1).flops()).isCloseTo(382.2e6, within(0.05e6));
  }

  @Test
  void initialValuesDependOnTheSeedAlone() {
    CapsNetConfiguration small = SmallCapsNets.odd();
    assertThat(weights(small.newModel(1))).isEqualTo(weights(small.newModel(1)));
    assertThat(weights(small.newModel(1))).isNotEqualTo(weights(small.newModel(2)));
  }

  private static List<float[]> asList(Model model) {
    return model.modelParameters().stream().map(each -> each.toPyTorch().toArray()).toList();
  }

  private static float[][] weights(Model model) {
    return asList(model).toArray(new float[0][]);
  }

  @Test
  void initialValuesHaveTheirLaw() {
    Model model = CapsNetPresets.official().newModel(1);
    float[] conv1 = model.modelParameters().get(0).toPyTorch().toArray();
    // A normal cut at two deviations keeps 0.8796 of its deviation.
    assertThat(deviation(conv1)).isCloseTo(0.05 * 0.8796, within(0.0008));
    for (float value : conv1) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(0.1f);
    }
    assertThat(model.modelParameters().get(1).toPyTorch().toArray()).containsOnly(0.1f);

    Model keras = CapsNetPresets.keras().newModel(1);
    double width = Math.sqrt(6 / (81.0 * 256 + 81.0 * 256));
    assertThat(deviation(keras.modelParameters().get(2).toPyTorch().toArray()))
        .isCloseTo(width / Math.sqrt(3), within(1e-5));
    double kerasW = Math.sqrt(6.0 / (1152 * 10 * (16 + 8)));
    assertThat(deviation(keras.modelParameters().get(4).toPyTorch().toArray()))
        .isCloseTo(kerasW / Math.sqrt(3), within(1e-5));

    Model pytorch = CapsNetPresets.pytorch().newModel(1);
    assertThat(deviation(pytorch.modelParameters().get(2).toPyTorch().toArray()))
        .isCloseTo(1 / 144.0 / Math.sqrt(3), within(1e-5));
    assertThat(deviation(pytorch.modelParameters().get(4).toPyTorch().toArray()))
        .isCloseTo(0.01, within(1e-4));
  }

  private static double deviation(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
