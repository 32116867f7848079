package capstan.capsnet.training;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The numbers of each parameter of the network. */
  static List<float[]> weights(Trainer trainer) {
    return trainer.model().modelParameters().stream()
        .map(ModelParameter::toPyTorch)
        .map(Tensor::toArray)
        .toList();
  }

  /** All numbers of the newest checkpoint, by the names of tensors. */
  static Map<String, float[]> tensors(Path run) throws IOException {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    RunFiles.checkpointOf(run)
        .checkpoint()
        .tensors()
        .forEach((name, tensor) -> tensors.put(name, tensor.toArray()));
    return tensors;
  }
}
