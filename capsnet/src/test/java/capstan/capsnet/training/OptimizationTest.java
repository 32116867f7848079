package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.optim.Adam;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.Optimization;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step does beside Adam. */
class OptimizationTest {
  /** Batches of 16 of an epoch: 16 + 16, 16 + 16, 16 + 8. */
  private static final Dataset DATA = SmallRuns.digits(88, 10);

  @TempDir private Path temporary;

  private static RunConfiguration run(int batch, Optimization optimization) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), batch, 2);
    return run.withTraining(
        run.training()
            .with("adam-epsilon", 1e-5)
            .with("warm-up", optimization.warmUp())
            .with("weight-decay", optimization.weightDecay())
            .with("clip-norm", optimization.clipNorm())
            .with("accumulate", optimization.accumulate()));
  }

  private static final class Losses extends StepLosses {
    private final List<Integer> images = new ArrayList<>();

    @Override
    public void stepCompleted(TrainingProgress progress) {
      super.stepCompleted(progress);
      images.add(progress.epochImages());
    }
  }

  private static List<float[]> train(RunConfiguration run, int threads, Losses losses)
      throws IOException {
    try (Backend backend = Backends.simd(threads);
        Trainer trainer = Trainer.start(run, DATA, backend, losses)) {
      assertThat(trainer.plan().totalSteps()).isEqualTo(2 * trainer.plan().stepsPerEpoch());
      trainer.run();
      assertThat(losses.losses).hasSize((int) trainer.plan().totalSteps());
      return SmallRuns.weights(trainer);
    }
  }

  @Test
  void twoBatchesOfSixteenAreOneOfThirtyTwo() throws IOException {
    Losses whole = new Losses();
    List<float[]> weights = train(run(32, Optimization.NONE), 2, whole);
    Losses parts = new Losses();
    List<float[]> accumulated = train(run(16, new Optimization(0, 0, 0, 2)), 2, parts);
    assertThat(parts.images).isEqualTo(whole.images).containsExactly(32, 64, 88, 32, 64, 88);
    for (int step = 0; step < 6; step++) {
      double loss = whole.losses.get(step);
      assertThat(parts.losses.get(step)).isCloseTo(loss, within(1e-5 * loss));
    }
    for (int k = 0; k < weights.size(); k++) {
      assertThat(accumulated.get(k)).containsExactly(weights.get(k), within(2e-5f));
    }
  }

  @Test
  void theLastStepOfAnEpochMayHaveFewerBatches() throws IOException {
    Losses losses = new Losses();
    train(run(16, new Optimization(0, 0, 0, 4)), 1, losses);
    assertThat(losses.images).containsExactly(64, 88, 64, 88);
    Losses all = new Losses();
    train(run(16, new Optimization(0, 0, 0, 100)), 1, all);
    assertThat(all.images).containsExactly(88, 88);
  }

  @Test
  void stoppingChangesNoBitOnAnyNumberOfThreads() throws IOException {
    RunConfiguration run = run(16, new Optimization(3, 0.1, 0.02, 2));
    Losses whole = new Losses();
    List<float[]> weights = train(run, 1, whole);
    Losses parts = new Losses();
    for (long stop : new long[] {1, 3, 5, 0}) {
      parts.stopAt = stop;
      Path place = temporary.resolve("run");
      boolean first = stop == 1;
      try (Backend backend = Backends.simd(3);
          RunFolder folder = first ? RunFolder.create(place) : RunFolder.resume(place);
          Trainer trainer =
              first
                  ? Trainer.start(run, DATA, backend, folder, SaveInterval.EPOCH, parts)
                  : Trainer.resume(
                      folder, Optional.of(run), DATA, backend, SaveInterval.EPOCH, parts)) {
        parts.trainer = trainer;
        trainer.run();
        if (stop == 0) {
          assertThat(parts.losses).isEqualTo(whole.losses);
          assertThat(SmallRuns.weights(trainer)).usingRecursiveComparison().isEqualTo(weights);
        }
      }
    }
  }

  private static Model withBiases() {
    return SmallRuns.tinyNetwork()
        .with("digit-bias", true)
        .with("initial-biases", InitialDistribution.constant(0.1))
        .newModel(1);
  }

  /** A step alone, whose moments tell the gradient that Adam saw. */
  private static Adam oneStep(Optimization optimization) {
    RunConfiguration configuration = run(16, optimization);
    TrainingImages material = TrainingImages.of(configuration, DATA);
    Model model = withBiases();
    try (Backend backend = Backends.simd(2)) {
      TrainingStep step =
          new TrainingStep(model, material, backend, new Workspace(), configuration.training());
      step.run(model, material.batches(), 0.01, 0);
      return step.adam();
    }
  }

  private static double gradientLength(Adam adam) {
    double squares = 0;
    for (Parameter parameter : adam.parameters()) {
      for (float moment : adam.firstMoment(parameter).toArray()) {
        squares += Math.pow(moment / 0.1, 2);
      }
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void gradientsAreMadeNoLongerThanAllowed(int accumulate) {
    double length = gradientLength(oneStep(new Optimization(0, 0, 0, accumulate)));
    assertThat(length).isGreaterThan(0.01);
    for (double most : new double[] {0.9 * length, length / 100}) {
      assertThat(gradientLength(oneStep(new Optimization(0, 0, most, accumulate))))
          .isCloseTo(most, within(1e-5 * most));
    }
    assertThat(gradientLength(oneStep(new Optimization(0, 0, 1.1 * length, accumulate))))
        .isEqualTo(length);
  }

  @Test
  void weightsDecayAndBiasesStay() {
    List<Parameter> plain = oneStep(Optimization.NONE).parameters();
    List<Parameter> shrunk = oneStep(new Optimization(0, 0.5, 0, 1)).parameters();
    Model initial = withBiases();
    int biases = 0;
    for (int k = 0; k < plain.size(); k++) {
      float[] before = initial.parameters().get(k).value().toArray();
      float[] without = plain.get(k).value().toArray();
      float[] with = shrunk.get(k).value().toArray();
      boolean bias = plain.get(k).name().endsWith("bias");
      biases += bias ? 1 : 0;
      for (int i = 0; i < before.length; i++) {
        double expected = without[i] - (bias ? 0 : 0.01 * 0.5 * before[i]);
        assertThat((double) with[i]).isCloseTo(expected, within(1e-6));
      }
    }
    assertThat(biases).isEqualTo(5);
  }

  @Test
  void theFirstStepsRise() throws IOException {
    List<Double> rates = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            rates.add(progress.learningRate());
          }
        };
    try (Backend backend = Backends.simd(1);
        Trainer trainer =
            Trainer.start(run(32, new Optimization(4, 0, 0, 1)), DATA, backend, listener)) {
      trainer.run();
    }
    for (int step = 0; step < 6; step++) {
      double expected = 1e-3 * (1 - step / 6.0) * Math.min(1, (step + 1) / 4.0);
      assertThat(rates.get(step)).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new Optimization(-1, 0, 0, 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("warm up", "-1");
    assertThatThrownBy(() -> new Optimization(0, -0.1, 0, 1)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new Optimization(0, 0, Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Optimization(0, 0, 0, 0)).hasMessageContaining("accumulate");
  }
}
