package capstan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.memory.MemoryEstimate;
import capstan.capsnet.onnx.OnnxExport;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack of capsules of one's own learns, and is used like any network. */
class StackedCapsulesTest {
  @TempDir private Path folder;

  @Test
  void aStackLearns() throws Exception {
    Path run = folder.resolve("stack");
    String printed =
        ExamplesTest.printed(
            () -> StackedCapsulesTraining.main(new String[] {run.toString(), "4"}));
    List<String> lines = printed.lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(Double.parseDouble(lines.getLast().replaceAll(".*error | %", ""))).isLessThan(15);

    SavedModel saved = SavedModel.load(run);
    StackedCapsules network = (StackedCapsules) saved.model();
    assertThat(network.hiddenCapsules().getFirst().grid()).isEqualTo(new CapsuleGrid(3, 3, 8, 8));
    assertThat(network.routedGrid()).isEqualTo(new CapsuleGrid(1, 1, 16, 12));
    ImageSet test = DrawnDigits.dataset(10, 5, 3, 1).test();
    float[] pixels = new float[test.imageSize()];
    try (Backend backend = Backends.scalar();
        Classifier classifier = new Classifier(network, Backends.scalar())) {
      for (int image = 0; image < test.count(); image++) {
        test.copyImage(image, pixels, 0);
        RoutingTrace trace = RoutingTrace.of(network, backend, pixels);
        Tensor coefficients = trace.rounds().getLast().coefficients();
        assertThat(coefficients.shape().extents()).containsExactly(16, 10);
        assertThat(trace.winner()).isEqualTo(classifier.predict(pixels).label());
      }
      // The windows of 64 images and their gradients are among what is forecast.
      long windows = 2L * 4 * 64 * 9 * 72 * 8;
      assertThat(MemoryEstimate.of(network, backend, 64, 0, 0).step()).isGreaterThan(windows);
    }
    assertThatThrownBy(() -> OnnxExport.of(network))
        .hasMessageContainingAll("layer parts cannot be written as ONNX", "ConvolutionalCapsules");
  }
}
