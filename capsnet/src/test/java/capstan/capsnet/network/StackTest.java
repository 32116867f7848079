package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidConfigurationException;
import capstan.capsnet.data.Batches;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.layer.CapsuleLayer;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Capsule layers that stand on capsule layers. */
class StackTest {
  private static final int BATCH = 40;

  private static CapsNetConfiguration stack(CapsNetConfiguration of, String layers) {
    return of.with(
        "digit-layers", Arrays.stream(layers.split(",")).map(CapsuleCount::parse).toList());
  }

  /** Mean lengths of the capsules of all layers but the lowest at the start of a training. */
  private static List<Double> lengths(CapsNetConfiguration configuration) {
    CapsNet network = (CapsNet) configuration.newModel(3);
    Batches batches = Batches.evaluation(DrawnDigits.dataset(10, BATCH, 1, 1).test(), BATCH);
    Tensor images = Tensor.zeros(batches.pixelShape(BATCH));
    batches.next(images, Tensor.zeros(batches.targetShape(BATCH)), new int[BATCH]);
    List<Double> means = new ArrayList<>();
    try (Backend backend = Backends.simd(1)) {
      Tape tape = new Tape(backend, new Workspace(), false);
      Variable capsules = network.recordPrimaryCapsules(tape, images);
      List<CapsuleLayer> layers = new ArrayList<>(network.hiddenCapsules());
      layers.add(network.outputCapsules());
      for (CapsuleLayer layer : layers) {
        capsules = layer.apply(capsules);
        Tensor lengths = Tensor.zeros(BATCH, layer.output().extent(0));
        backend.capsules().lengths(capsules.value(), lengths);
        double sum = 0;
        for (float length : lengths.toArray()) {
          sum += length;
        }
        means.add(sum / lengths.elements());
      }
    }
    return means;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1; 32x8,16x12",
        "2; 32x8,16x12",
        "3; 32x8,16x12",
        "2; 16x16,16x16",
        "3; 8x16,8x16",
        "3; 64x8,16x8"
      })
  void lengthsLiveThroughThreeLayers(int rounds, String layers) {
    CapsNetConfiguration quick = CapsNetPresets.quick().with("routing-rounds", rounds);
    List<Double> lengths = lengths(stack(quick, layers));
    assertThat(lengths).hasSize(3).allMatch(length -> length > 0.1 && length < 0.5);
    // By the law of a network with one routed layer the third is dead.
    CapsNetConfiguration dead =
        stack(quick, layers).with("initial-w", InitialDistribution.normal(0.1000001));
    assertThat(lengths(dead).getLast()).isLessThan(1e-4);
  }

  @Test
  void otherLawsAreTakenAsTheyAreGiven() {
    CapsNetConfiguration given =
        stack(CapsNetPresets.quick(), "6x4").with("initial-w", InitialDistribution.constant(0.25));
    CapsNet network = (CapsNet) given.newModel(1);
    assertThat(network.hiddenCapsules().getFirst().weight().toPyTorch().toArray())
        .containsOnly(0.25f);
    assertThat(network.outputCapsules().weight().toPyTorch().toArray()).containsOnly(0.25f);
    assertThat(given.startsAsStack()).isFalse();
    assertThat(CapsNetPresets.quick().startsAsStack()).isFalse();
  }

  @Test
  void theTableHasEveryLayer() {
    CapsNet network = stack(CapsNetPresets.paper(), "32x8,16x12").newModel();
    assertThat(network.summary())
        .extracting(LayerSummary::name)
        .startsWith("Conv1", "PrimaryCaps", "DigitLayers.0", "DigitLayers.1", "DigitCaps");
    assertThat(network.modelParameters())
        .extracting(each -> each.name() + " " + each.layout().outside())
        .contains(
            "digit_layers.0.W [1, 1152, 32, 8, 8]",
            "digit_layers.1.W [1, 32, 16, 12, 8]",
            "digit_caps.W [1, 16, 10, 16, 12]");
    assertThat(network.routedGrid().types()).isEqualTo(16);
  }

  @Test
  void configurationsFromBeforeThereWereStacksAreRead() throws InvalidConfigurationException {
    CapsNetConfiguration paper = CapsNetPresets.paper();
    String json = ConfigurationJson.write(paper);
    String former = json.replaceAll("\\s*\"hidden\" : \\[ \\],", "");
    assertThat(former).isNotEqualTo(json);
    assertThat(ConfigurationJson.read("former", former, CapsNetConfiguration.class))
        .isEqualTo(paper);
    CapsNetConfiguration stack = stack(paper, "32x8,16x12");
    String wrong = ConfigurationJson.write(stack).replace("16x12", "16x0");
    assertThatThrownBy(() -> ConfigurationJson.read("wrong", wrong, CapsNetConfiguration.class))
        .hasMessageContainingAll("wrong", "hidden", "16x0")
        .hasMessageNotContaining("\n");
    assertThat(
            ConfigurationJson.read(
                "stack", ConfigurationJson.write(stack), CapsNetConfiguration.class))
        .isEqualTo(stack);
  }

  @Test
  void sizesThatAreNoneAreRefused() {
    for (String wrong : List.of("", "32", "32x", "x8", "32x8x2", "-3x8", "3x 8", "100000x8")) {
      assertThatThrownBy(() -> CapsuleCount.parse(wrong))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContainingAll("found '" + wrong + "'", "as in 32x8");
    }
    for (String wrong : List.of("0x8", "8x0", "65537x1", "1x99999")) {
      assertThatThrownBy(() -> CapsuleCount.parse(wrong))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContainingAll(wrong, "1 to 65,536");
    }
    assertThat(CapsuleCount.parse("32x8")).hasToString("32x8");
  }
}
