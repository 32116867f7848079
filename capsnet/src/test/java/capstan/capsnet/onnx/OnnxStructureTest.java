package capstan.capsnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.op.Scale;
import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What files say of themselves and how they are put together, and what is not written. */
class OnnxStructureTest {
  private static final InitialDistribution WIDE = InitialDistribution.normal(0.4);
  private static final ImageExtents IMAGE = new ImageExtents(7, 6, 2);

  @Test
  void whatIsNoSequenceOfKnownLayersIsRefused() {
    Dense last = new Dense("last", IMAGE.shape(), 3, Activation.NONE);
    UnaryOperator<Variable> doubled = x -> Scale.scale(x, 2);
    Model other = new LayeredModel(IMAGE, 3, new LayeredModel(IMAGE, 3, last).layers(), doubled);
    assertThatThrownBy(() -> OnnxExport.of(other))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "LayeredModel cannot be written as ONNX: its scores are not those of its layers one"
                + " after the other");
    Layer own = new OwnLayer("attention", IMAGE.shape());
    assertThatThrownBy(() -> OnnxExport.of(new LayeredModel(IMAGE, 3, own, last)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("layer attention cannot be written as ONNX: expected")
        .hasMessageContaining(OwnLayer.class.getName());
    assertThatThrownBy(() -> OnnxExport.of(new LayeredModel(IMAGE, 3, last, last)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("two of its layers are named last");
  }

  private record OwnLayer(String name, Shape input) implements Layer {
    @Override
    public Shape output() {
      return input;
    }

    @Override
    public List<ModelParameter> parameters() {
      return List.of();
    }

    @Override
    public String description() {
      return "nothing";
    }

    @Override
    public double flops() {
      return 0;
    }

    @Override
    public Variable record(Variable x) {
      return x;
    }
  }

  @Test
  void theFileSaysWhatItIs() throws IOException {
    Model model = SmallCapsNets.odd().newModel(1);
    OnnxFile file = OnnxFile.written(OnnxExport.of(model), Map.of("classes", "a, ä"));
    assertThat(file.irVersion()).isEqualTo(8);
    assertThat(file.opset()).isEqualTo(17);
    assertThat(file.producer()).isEqualTo("capstan");
    assertThat(file.network()).isEqualTo("CapsNet");
    assertThat(file.metadata()).containsExactly(Map.entry("classes", "a, ä"));
    assertThat(file.inputs()).containsExactly(Map.entry("images", "1 [batch, 2, 9, 8]"));
    assertThat(file.outputs())
        .containsExactly(
            Map.entry("lengths", "1 [batch, 4]"),
            Map.entry("class", "7 [batch]"),
            Map.entry("capsules", "1 [batch, 4, 3]"),
            Map.entry("reconstruction", "1 [batch, 2, 9, 8]"));
    assertThat(file.nodes().stream().map(OnnxFile.Node::name).toList())
        .containsSubsequence(
            "conv1/convolution",
            "primary_caps.conv/convolution",
            "digit_caps/round1/sums",
            "digit_caps/round2/couplings",
            "digit_caps/round3/couplings",
            "decoder.0/linear",
            "decoder.4/sigmoid");
    for (ModelParameter parameter : model.modelParameters()) {
      OnnxFile.Initializer stored = file.initializers().get(parameter.name());
      assertThat(Shape.of(stored.shape().stream().mapToInt(extent -> extent).toArray()))
          .isEqualTo(parameter.layout().outside());
      float[] expected = parameter.toPyTorch().toArray();
      for (int k = 0; k < expected.length; k++) {
        assertThat((float) stored.numbers()[k]).isEqualTo(expected[k]);
      }
    }
    OnnxFile without =
        OnnxFile.written(OnnxExport.of(model, ElementType.F32, /* drawing= */ false), Map.of());
    assertThat(without.outputs()).containsOnlyKeys("lengths", "class", "capsules");
    assertThat(without.initializers()).doesNotContainKey("decoder.0.weight");
  }

  @Test
  void aWeightTooLargeIsNamedAndNothingWritten() throws IOException {
    Model model = SmallCapsNets.odd().newModel(1);
    model.parameters().getFirst().value().array()[3] = -70_000;
    Path file = Files.createTempFile("network", ".onnx");
    try {
      OnnxExport half = OnnxExport.of(model, ElementType.F16, /* drawing= */ true);
      assertThatThrownBy(() -> half.write(file, Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              file
                  + ": cannot write: tensor conv1.weight holds -70000.0, expected less than"
                  + " 65520.0, above which float16 has no number");
      assertThat(file).isEmptyFile();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aFileBeyondTwoGigabytesIsRefused() {
    ModelParameter large =
        new ModelParameter("large.weight", WeightLayout.same(30_000, 20_000), WIDE, 1, 1);
    ProtobufMessage message = new ProtobufMessage().weight(9, large, 4);
    assertThat(message.bytes()).isEqualTo(2_400_000_000L + 1 + 5);
    Path file = Path.of("large.onnx");
    assertThatThrownBy(() -> message.write(file, ElementType.F32))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "large.onnx: cannot write: 2400000006 bytes, expected at most 2147483647");
    assertThat(file).doesNotExist();
  }
}
