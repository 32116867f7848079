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
    return CapsNetPresets.paper()
        .with("conv1-kernels", 32)
        .with("conv1-stride", 2)
        .with("primary-types", 8)
        .with("primary-size", 5)
        .with("decoder-hidden", List.of(64))
        .with("initial-w", InitialDistribution.normal(0.2));
  }

  /** A still smaller one, where only the bits count. */
  public static CapsNetConfiguration tinyNetwork() {
    return network()
        .with("conv1-kernels", 5)
        .with("primary-types", 2)
        .with("decoder-hidden", List.of(7));
  }

  public static RunConfiguration run(CapsNetConfiguration network, int batch, int epochs) {
    RunConfiguration paper = Preset.PAPER.configuration();
    return paper
        .withModel(network)
        .withTraining(paper.training().with("batch", batch).with("epochs", epochs));
  }

  public static Dataset digits(int train, int test) {
    return DrawnDigits.dataset(train, test, DRAWING_SEED, 2);
  }
}
