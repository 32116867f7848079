package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.inspect.EncodedFeatures;
import capstan.capsnet.inspect.FeatureEncoder;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of a network step by step, and that a stopped test goes on. */
class EquivarianceTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(1, 40, DrawnDigits.SEED, 1).test();

  @TempDir private Path folder;

  private static Model network() {
    return CapsNetPresets.paper()
        .with("conv1-kernels", 4)
        .with("primary-types", 2)
        .with("primary-dimensions", 4)
        .with("digit-dimensions", 4)
        .with("decoder", false)
        .newModel(5);
  }

  private static EncodedFeatures two(float... features) {
    return new EncodedFeatures(
        Tensor.of(Shape.of(2, 2), features),
        Tensor.of(Shape.of(2), new float[] {0.25f, 0.75f}),
        List.of(0, 2));
  }

  @Test
  void aPointByHand() {
    ImageSet images = ImageSet.copyOf("none", 1, 1, 1, 3, new byte[2], new byte[] {0, 1});
    // Of lengths 5 and 1; moved by 5 and by 4.
    EncodedFeatures identity = two(3, 4, 0, 1);
    Equivariance.Point point = Equivariance.Point.of(2, images, two(3, -1, 4, 1), identity);
    assertThat(point.distance()).isCloseTo((5 + 4) / (5.0 + 1), within(1e-12));
    assertThat(point.score()).isEqualTo(0.5);
    assertThat(point.wrong()).isEqualTo(1);
    assertThat(point.images()).isEqualTo(2);
    assertThat(point.errorPercent()).isEqualTo(50);
    assertThat(Equivariance.Point.of(0, images, identity, identity).distance()).isZero();
    EncodedFeatures none = two(0, 0, 0, 0);
    assertThat(Equivariance.Point.of(0, images, none, none).distance()).isNaN();
    assertThat(Equivariance.Point.of(0, images, identity, none).distance()).isNaN();
  }

  @Test
  void everyTransformationAtEveryStep() throws IOException {
    List<Integer> done = new ArrayList<>();
    EvaluationListener listener =
        (images, of) -> {
          assertThat(of).isEqualTo((9 + 19 + 13 + 9) * 40);
          done.add(images);
        };
    try (Backend backend = Backends.scalar()) {
      Model model = network();
      List<Equivariance> found =
          Equivariance.measure(
              new FeatureTest(model, backend, UnfinishedTest.in(folder)), DIGITS, listener);
      assertThat(done).isSorted().endsWith(2000);
      assertThat(found)
          .extracting(Equivariance::transformation)
          .containsExactly(Transformation.values());
      for (Equivariance each : found) {
        Transformation transformation = each.transformation();
        assertThat(each.points())
            .extracting(Equivariance.Point::value)
            .isEqualTo(transformation.steps());
        assertThat(each.points().get(transformation.identity()).distance()).isZero();
        assertThat(each.points().getFirst().distance()).isPositive();
        EncodedFeatures last =
            new FeatureEncoder(model, backend, 40)
                .encode(
                    transformation.apply(DIGITS, transformation.steps().getLast()),
                    EvaluationListener.SILENT);
        assertThat(each.points().getLast().score())
            .isCloseTo(Arrays.stream(scores(last)).average().orElseThrow(), within(1e-6));
        // A capsule of four numbers is not reduced.
        assertThat(each.readouts()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 16", "20, '20,16'"})
  void whatHasMoreNumbersThanACapsuleIsReducedAsWell(int numbers, String components) {
    int steps = Transformation.SHIFT.steps().size();
    List<EncodedFeatures> encoded = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Tensor features = Tensor.zeros(Shape.of(40, numbers));
      for (int image = 0; image < 40; image++) {
        features.set(step + image, image, image % numbers);
      }
      encoded.add(
          new EncodedFeatures(features, Tensor.zeros(Shape.of(40)), Collections.nCopies(40, 0)));
    }
    Equivariance found = Equivariance.of(Transformation.SHIFT, DIGITS, encoded);
    assertThat(found.readouts())
        .extracting(readout -> "" + readout.components())
        .containsExactly(components.split(","));
  }

  private static double[] scores(EncodedFeatures encoded) {
    return IntStream.range(0, encoded.count()).mapToDouble(encoded::score).toArray();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("unfinished-test"))) {
      return all.toList();
    }
  }

  private static void same(EncodedFeatures one, EncodedFeatures other) {
    assertThat(one.features().toArray()).isEqualTo(other.features().toArray());
    assertThat(one.scores().toArray()).isEqualTo(other.scores().toArray());
    assertThat(one.predictions()).isEqualTo(other.predictions());
  }

  @Test
  void aPartThatIsThereIsNotEncodedAgainUnlessDamaged() throws IOException {
    try (Backend backend = Backends.scalar()) {
      Model model = network();
      EncodedFeatures measured =
          new FeatureTest(model, backend, UnfinishedTest.in(folder))
              .encode(DIGITS, EvaluationListener.SILENT);
      Path file = files().getFirst();
      String kept = Files.readString(file);
      // Whoever changes the file changes what is found: it is not encoded again.
      String changed = kept.replaceFirst("\"predictions\" : \\[ \\d", "\"predictions\" : [ 9");
      assertThat(changed).isNotEqualTo(kept);
      Files.writeString(file, changed);
      EncodedFeatures found =
          new FeatureTest(model, backend, UnfinishedTest.in(folder))
              .encode(DIGITS, EvaluationListener.SILENT);
      assertThat(found.predictions().getFirst()).isEqualTo(9);
      assertThat(found.features().toArray()).isEqualTo(measured.features().toArray());
      assertThat(found.scores().toArray()).isEqualTo(measured.scores().toArray());
      for (String damaged :
          List.of(
              "",
              "{\"images\":40,\"misread\":[]}",
              "{\"predictions\":[],\"numbers\":[]}",
              kept.replaceFirst("\"predictions\" : \\[ \\d, ", "\"predictions\" : [ "),
              kept.replaceFirst("\"numbers\" : \\[ \"", "\"numbers\" : [ \"AAAA"),
              kept.replaceFirst("\"numbers\" : \\[ \"....", "\"numbers\" : [ \""),
              kept.replaceFirst("\"numbers\" : \\[ \"....", "\"numbers\" : [ \"!!!!"))) {
        Files.writeString(file, damaged);
        same(
            new FeatureTest(model, backend, UnfinishedTest.in(folder))
                .encode(DIGITS, EvaluationListener.SILENT),
            measured);
      }
    }
  }
}
