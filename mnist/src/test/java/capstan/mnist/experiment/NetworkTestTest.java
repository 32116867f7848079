package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.warp.AffineWarp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long test goes on where it stopped, and never takes another test's part for its own. */
class NetworkTestTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(1, 30, DrawnDigits.SEED, 1).test();

  @TempDir private Path folder;

  /** How many images were shown, which are none if the part was known. */
  private static final class Shown implements TrainingListener {
    private int calls;
    private int latest;

    @Override
    public void evaluated(int images, int of) {
      calls++;
      latest = images;
    }
  }

  private static Model network(long seed) {
    return CapsNetPresets.paper()
        .with("conv1-kernels", 4)
        .with("primary-types", 2)
        .with("decoder", false)
        .newModel(seed);
  }

  private List<Path> files() throws IOException {
    Path parts = folder.resolve("unfinished-test");
    if (!Files.exists(parts)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parts)) {
      return all.toList();
    }
  }

  private ImmutableBooleanList test(Model model, Backend backend, ImageSet images, Shown shown)
      throws IOException {
    return new NetworkTest(model, backend, UnfinishedTest.in(folder)).misread(images, shown);
  }

  @Test
  void aPartThatIsThereIsNotMeasuredAgain() throws IOException {
    try (Backend backend = Backends.scalar()) {
      Model model = network(5);
      ImmutableBooleanList measured = test(model, backend, DIGITS, new Shown());
      assertThat(measured)
          .isEqualTo(
              NetworkTest.misread(new Evaluation(model, backend, 7).evaluate(DIGITS), DIGITS));
      assertThat(measured.anySatisfy(misread -> misread)).isTrue();
      assertThat(UnfinishedTest.in(folder).parts()).isEqualTo(1);
      // Whoever changes the file changes what is found: it is not measured again.
      Files.writeString(files().getFirst(), "{\"images\":30,\"misread\":[3,29]}");
      Shown shown = new Shown();
      ImmutableBooleanList found = test(model, backend, DIGITS, shown);
      assertThat(found.count(misread -> misread)).isEqualTo(2);
      assertThat(found.get(3) && found.get(29)).isTrue();
      assertThat(shown.latest).isEqualTo(30);
      assertThat(shown.calls).isEqualTo(1);
    }
  }

  @Test
  void anotherNetworkOtherImagesOrADamagedFileAreMeasured() throws IOException {
    try (Backend backend = Backends.scalar()) {
      Model model = network(5);
      ImmutableBooleanList measured = test(model, backend, DIGITS, new Shown());
      Files.writeString(files().getFirst(), "{\"images\":30,\"misread\":[]}");
      test(network(6), backend, DIGITS, new Shown());
      test(model, backend, AffineWarp.rotation(10).apply(DIGITS), new Shown());
      test(model, backend, DIGITS.first(29), new Shown());
      Model otherwise = network(5);
      otherwise.modelParameters().getLast().parameter().value().array()[0] += 1;
      test(otherwise, backend, DIGITS, new Shown());
      assertThat(files()).hasSize(5);
      Path first = folder.resolve("unfinished-test");
      for (String damaged :
          List.of(
              "",
              "{",
              "[]",
              "{\"images\":29,\"misread\":[]}",
              "{\"images\":30,\"misread\":[30]}")) {
        for (Path file : files()) {
          Files.writeString(file, damaged);
        }
        assertThat(test(model, backend, DIGITS, new Shown())).isEqualTo(measured);
      }
      UnfinishedTest.in(folder).finished();
      assertThat(first).doesNotExist();
      assertThat(UnfinishedTest.in(folder).parts()).isZero();
    }
  }
}
