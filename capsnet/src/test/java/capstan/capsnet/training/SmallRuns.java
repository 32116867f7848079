package capstan.capsnet.training;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import java.util.List;

/** Networks and data for trainings that take seconds. */
public final class SmallRuns {
  static final long DRAWING_SEED = 11;

  private SmallRuns() {}

  /** A CapsNet for 28x28 images with a hundredth of the paper's work. */
  static CapsNetConfiguration network() {
    return CapsNetPresets.paper().toBuilder()
        .conv1Kernels(32)
        .conv1Stride(2)
        .primaryTypes(8)
        .primarySize(5)
        .decoderHidden(List.of(64))
        .initialDigit(InitialDistribution.normal(0.2))
        .build();
  }

  /** A still smaller one, where only the bits count. */
  public static CapsNetConfiguration tinyNetwork() {
    return network().toBuilder().conv1Kernels(5).primaryTypes(2).decoderHidden(List.of(7)).build();
  }

  public static RunConfiguration run(CapsNetConfiguration network, int batch, int epochs) {
    RunConfiguration paper = Preset.PAPER.configuration();
    return paper
        .withModel(network)
        .withTraining(paper.training().withBatch(batch).withEpochs(epochs));
  }

  public static Dataset digits(int train, int test) {
    return DrawnDigits.dataset(train, test, DRAWING_SEED, 2);
  }
}
