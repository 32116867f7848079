package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.idx.RealMnist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Which way a convolution is computed changes no training: the planner's choice, transforms for
 * PrimaryCaps, against direct convolutions. At the paper's learning rate the first steps overshoot,
 * and any other order of summation, within the direct convolution too, grows from the last bit to
 * 4e-4 of the loss within 100 steps of this small batch; a tenth of it shows the plans alone.
 */
class ConvolutionPlansTest {
  private static final int STEPS = 100;
  private static final double LEARNING_RATE = 1e-4;

  /** The plan is a constant of a process, so each training has one of its own. */
  @Test
  void directAndTransformedPlansTrainAlike() throws IOException, InterruptedException {
    Optional<Path> folder = RealMnist.folder();
    assumeTrue(folder.isPresent(), "no real MNIST on this machine");
    List<Double> direct = losses("direct", folder.orElseThrow());
    List<Double> transformed = losses("auto", folder.orElseThrow());
    assertThat(direct).hasSize(STEPS);
    assertThat(transformed).hasSize(STEPS).isNotEqualTo(direct);
    assertThat(direct.getLast()).isLessThan(direct.getFirst());
    for (int step = 0; step < STEPS; step++) {
      double expected = direct.get(step);
      assertThat(transformed.get(step))
          .as("step %d", step)
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  private static List<Double> losses(String convolution, Path data)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx3g"));
    command.add("-XX:CompileCommand=quiet");
    command.add("-XX:CompileCommand=CompileThresholdScaling,capstan.core.simd.*::*,0.05");
    command.add("-Dcapstan.convolution=" + convolution);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LossesProcess.class.getName(), data.toString()));
    command.addAll(List.of("" + STEPS, "" + LEARNING_RATE));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<Double> losses;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      losses = reader.lines().map(Double::valueOf).toList();
    }
    assertThat(process.waitFor()).isZero();
    return losses;
  }
}
