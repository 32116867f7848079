package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.BareWeights;
import capstan.capsnet.model.ImageExtents;
import capstan.core.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that say nothing of their network are read by their shapes. */
class WeightShapesTest {
  static Stream<CapsNetConfiguration> networks() {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    return Stream.of(
        paper,
        paper.with("decoder", false),
        paper.with("digit-bias", true).with("decoder-input", DecoderInput.CHOSEN_CAPSULE),
        paper
            .with("conv1-kernels", 5)
            .with("conv1-size", 7)
            .with("primary-types", 2)
            .with("primary-dimensions", 6)
            .with("primary-size", 5)
            .with("digit-dimensions", 9)
            .with("decoder-hidden", List.of(11))
            .resized(new ImageExtents(40, 40, 3), 3),
        paper.with("digit-layers", List.of(new CapsuleCount(32, 8), new CapsuleCount(20, 12))),
        paper.with("digit-layers", List.of(new CapsuleCount(10, 16))).with("decoder", false),
        paper.with("conv1-size", 6).with("decoder", false).resized(new ImageExtents(26, 26, 1), 47),
        paper.with("decoder-hidden", List.of(3, 4, 5)).resized(new ImageExtents(17, 17, 1), 2));
  }

  private static Map<String, Shape> tensors(CapsNetConfiguration network) {
    Map<String, Shape> tensors = new LinkedHashMap<>();
    for (ModelParameter parameter : network.newModel().modelParameters()) {
      tensors.put(parameter.name(), parameter.layout().outside());
    }
    return tensors;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void tellTheNetwork(CapsNetConfiguration network) {
    assertThat(WeightShapes.network(tensors(network), Optional.empty())).isEqualTo(network);
  }

  @Test
  void whatTellsNothingIsTakenForThePapers() {
    assertThat(WeightShapes.network(Map.of(), Optional.empty()))
        .isEqualTo(CapsNetPresets.paper().with("decoder", false));
    Map<String, Shape> odd = tensors(CapsNetPresets.paper());
    odd.put("digit_caps.W", Shape.of(1, 2, 3));
    assertThat(WeightShapes.network(odd, Optional.empty())).isEqualTo(CapsNetPresets.paper());
    // A decoder that draws no square, and one whose numbers do not go into channels.
    odd = tensors(CapsNetPresets.paper());
    odd.put("decoder.4.weight", Shape.of(600, 1024));
    assertThat(WeightShapes.network(odd, Optional.empty())).isEqualTo(CapsNetPresets.paper());
  }

  @Test
  void imagesThatAreNotSquare() {
    CapsNetConfiguration wide =
        CapsNetPresets.paper()
            .with("conv1-kernels", 4)
            .with("primary-types", 2)
            .with("decoder-hidden", List.of(8))
            .resized(new ImageExtents(28, 36, 1), 10);
    assertThat(
            WeightShapes.network(
                tensors(wide), Optional.of(new BareWeights.WidthAndHeight(36, 28))))
        .isEqualTo(wide);
  }
}
