package capstan.capsnet.golden;

import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.DecoderInput;
import capstan.capsnet.network.Preset;
import capstan.capsnet.network.RoutingGradient;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.capsnet.training.TrainingProgress;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that {@link GoldenTrainingTest} runs in a JVM of its own for each vector width, which
 * is fixed when the kernels' classes are loaded.
 */
final class GoldenTraining {
  /** So many that the windows of the first convolution make a deep product. */
  private static final int BATCH = 42;

  private static final Dataset DIGITS = DrawnDigits.dataset(10 * BATCH + 11, 7, 11, 1);

  private GoldenTraining() {}

  private static CapsNetConfiguration network(String name) {
    CapsNetConfiguration small =
        CapsNetPresets.paper()
            .with("primary-dimensions", 8)
            .with("primary-types", 3)
            .with("decoder-hidden", List.of(24, 40));
    return switch (name) {
      // Conv1 directly, its weights' gradient as a deep product; PrimaryCaps transformed, 10 x 10.
      case "all" -> small.with("conv1-kernels", 16);
      // The same shapes, the gradient through the last round alone.
      case "last" ->
          small.with("conv1-kernels", 16).with("routing-gradient", RoutingGradient.LAST_ROUND);
      // Both convolutions directly; a ReLU and a bias more, another input of the decoder.
      case "direct" ->
          small
              .with("conv1-kernels", 13)
              .with("conv1-stride", 2)
              .with("primary-size", 5)
              .with("primary-relu", true)
              .with("digit-bias", true)
              .with("decoder-input", DecoderInput.CHOSEN_CAPSULE);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * Trains and prints a line for each training: network, threads, digest.
   *
   * @param arguments a folder for run folders, steps, then NETWORK/THREADS
   */
  public static void main(String... arguments) throws IOException {
    int steps = Integer.parseInt(arguments[1]);
    for (String what : List.of(arguments).subList(2, arguments.length)) {
      String network = what.substring(0, what.indexOf('/'));
      int threads = Integer.parseInt(what.substring(what.indexOf('/') + 1));
      System.out.println(what + " " + train(network, threads, steps, Path.of(arguments[0])));
    }
  }

  /**
   * The digest of a training.
   *
   * @param network its name
   * @param threads that compute; 0 for the scalar backend
   * @param steps after which it stops
   * @param place a folder for its run folder
   */
  static String train(String network, int threads, int steps, Path place) throws IOException {
    RunConfiguration paper = Preset.PAPER.configuration();
    RunConfiguration run =
        paper
            .withModel(network(network))
            .withTraining(paper.training().with("batch", BATCH).with("epochs", 6));
    Path made = place.resolve(network + threads);
    Digest digest = new Digest();
    Stopping listener = new Stopping(digest, steps);
    try (Backend backend = threads == 0 ? Backends.scalar() : Backends.simd(threads);
        RunFolder folder = RunFolder.create(made);
        Trainer trainer =
            Trainer.start(run, DIGITS, backend, folder, SaveInterval.EPOCH, listener)) {
      listener.trainer = trainer;
      trainer.run();
    }
    digest.add(SafetensorsFile.read(made.resolve("checkpoint.safetensors"), Checksums.REQUIRED));
    return digest.text();
  }

  /** Digests the loss of each step and stops at the last. */
  private static final class Stopping implements TrainingListener {
    private final Digest digest;
    private final int steps;
    private Trainer trainer;

    Stopping(Digest digest, int steps) {
      this.digest = digest;
      this.steps = steps;
    }

    @Override
    public void stepCompleted(TrainingProgress progress) {
      digest.add((float) progress.loss());
      if (progress.step() == steps) {
        trainer.requestStop();
      }
    }
  }
}
