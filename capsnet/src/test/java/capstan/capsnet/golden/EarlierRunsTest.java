package capstan.capsnet.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Run folders that an earlier version wrote are read, predict and are gone on with: on the scalar
 * backend, whose loops are the specification, to the bit; on vectors, whose order of sums and ways
 * to convolve may change from version to version, to within what rounding makes of a few steps.
 *
 * <p>Each is of a preset with few kernels, trained by the version of 0.1.0 that had all in one
 * module, on the scalar backend, and stopped after the first of two epochs. {@code runs.properties}
 * has what {@link RunDigest} said of it then, and of the same run trained to its end without a
 * stop, with the last row of its table, times left out.
 */
class EarlierRunsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"paper", "official", "keras", "pytorch", "tensorflow", "quick", "multimnist"})
  void areReadAndGoneOnWithToTheBit(String preset) throws Exception {
    Dataset digits = MnistFolder.read(copy("digits"), 10);
    Path run = copy("runs/" + preset);
    assertThat(SavedModel.load(run).configuration().map(RunConfiguration::preset)).contains(preset);
    Map<String, String> found = new TreeMap<>();
    found.put(preset + ".predictions", RunDigest.predictions(run, digits.test()));
    found.put(preset + ".tensors", RunDigest.goneOnWith(run, digits));
    String last = Files.readAllLines(run.resolve("metrics.csv")).getLast();
    List<String> cells = List.of(last.split(",", -1));
    // Without the loss of images held out, which tables did not have, and the speeds.
    found.put(preset + ".row", String.join(",", cells.subList(0, cells.size() - 3)));
    Recorded.in("runs.properties").requireSame(found.keySet(), found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"paper", "pytorch"})
  void areGoneOnWithAlikeOnVectors(String preset) throws Exception {
    assumeTrue(!Backends.lookup("auto").fallback(), "no simd backend here");
    Dataset digits = MnistFolder.read(copy("digits"), 10);
    Path run = copy("runs/" + preset);
    float[] scores = scores(run, digits.test(), Backends.scalar());
    assertThat(scores(run, digits.test(), Backends.simd(2))).containsExactly(scores, within(1e-5f));
    RunDigest.goOnWith(run, digits, Backends.simd(2));
    String last = Files.readAllLines(run.resolve("metrics.csv")).getLast();
    String[] recorded = Recorded.in("runs.properties").value(preset + ".row").split(",", -1);
    String[] found = last.split(",", -1);
    for (int cell = 0; cell < 6; cell++) {
      double expected = Double.parseDouble(recorded[cell]);
      assertThat(Double.parseDouble(found[cell]))
          .isCloseTo(expected, within(1e-4 * Math.abs(expected)));
    }
  }

  /** Those of the first digits, as a network reads them that wants no other extents. */
  private static float[] scores(Path run, ImageSet images, Backend used) throws Exception {
    float[] pixels = new float[images.height() * images.width()];
    try (Backend backend = used;
        Classifier classifier = Classifier.load(run, backend)) {
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = images.pixel(0, k / images.width(), k % images.width(), 0) / 255f;
      }
      return classifier.predict(pixels).scoreArray();
    }
  }

  private Path copy(String resource) throws Exception {
    Path to = Files.createDirectories(folder.resolve(resource));
    try (Stream<Path> files =
        Files.list(Path.of(EarlierRunsTest.class.getResource(resource).toURI()))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}
