package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Same seed, same bits: losses and weights, whatever the number of threads. */
class TrainerDeterminismTest {
  private static final int STEPS = 20;
  private static final Dataset DATA = SmallRuns.digits(330, 40);

  private record Outcome(List<Double> losses, List<float[]> weights, EpochMetrics last) {}

  private static Outcome train(int threads, CapsNetConfiguration network, long seed)
      throws IOException {
    // 330 images in batches of 35: 9 whole ones and one of 15, twice.
    RunConfiguration run = SmallRuns.run(network, 35, 2);
    return train(threads, run.withTraining(run.training().with("seed", seed)));
  }

  private static Outcome train(int threads, RunConfiguration run) throws IOException {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            losses.add(progress.loss());
          }
        };
    try (Backend backend = Backends.simd(threads);
        Trainer trainer = Trainer.start(run, DATA, backend, listener)) {
      TrainingResult result = trainer.run();
      List<float[]> weights =
          trainer.model().modelParameters().stream()
              .map(ModelParameter::toPyTorch)
              .map(tensor -> tensor.toArray())
              .toList();
      return new Outcome(losses, weights, result.history().getLast());
    }
  }

  private static void same(Outcome a, Outcome b) {
    assertThat(a.losses()).isEqualTo(b.losses());
    for (int k = 0; k < a.weights().size(); k++) {
      assertThat(a.weights().get(k)).isEqualTo(b.weights().get(k));
    }
    assertThat(a.last().test()).isEqualTo(b.last().test());
    assertThat(a.last().loss()).isEqualTo(b.last().loss());
  }

  @Test
  void threadsAndRepetitionChangeNoBit() throws IOException {
    for (CapsNetConfiguration network :
        List.of(
            SmallRuns.tinyNetwork(),
            SmallRuns.tinyNetwork().with("digit-bias", true).with("routing-rounds", 2))) {
      Outcome one = train(1, network, 1);
      assertThat(one.losses()).hasSize(STEPS);
      same(one, train(2, network, 1));
      same(one, train(3, network, 1));
      same(one, train(2, network, 1));
      same(one, train(64, network, 1));
      assertThat(train(1, network, 2).losses()).isNotEqualTo(one.losses());
    }
  }

  /** The same for the full network, whose kernels are other ones: it is large enough for them. */
  @Test
  void threadsChangeNoBitOfTheFullNetwork() throws IOException {
    RunConfiguration run = SmallRuns.run(CapsNetPresets.paper(), 40, 1);
    run = run.withTraining(run.training().with("limit", 100));
    Outcome one = train(1, run);
    assertThat(one.losses()).hasSize(3);
    same(one, train(3, run));
    same(one, train(16, run));
    same(one, train(64, run));
  }
}
