package capstan.examples;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;

/** Trains a stack of capsules, on MNIST or on drawn digits. */
public final class StackedCapsulesTraining {
  private StackedCapsulesTraining() {}

  /**
   * Trains into a run folder.
   *
   * @param arguments the folder, which must be new, how many epochs, and a folder with MNIST;
   *     without the latter 1,600 digits are drawn
   * @throws IOException if one of them cannot be read or written; the message is one line
   */
  public static void main(String[] arguments) throws IOException {
    Dataset digits =
        arguments.length > 2
            ? MnistFolder.read(Path.of(arguments[2]))
            : DrawnDigits.dataset(1600, 400, 1, 2);
    RunConfiguration run =
        new RunConfiguration(
            "stacked",
            new StackedCapsulesFamily().standard(),
            Preset.QUICK.configuration().training().with("epochs", Integer.parseInt(arguments[1])));
    try (Backend backend = Backends.lookup("auto").backend();
        RunFolder place = RunFolder.create(Path.of(arguments[0]));
        Trainer trainer =
            Trainer.start(run, digits, backend, place, SaveInterval.EPOCH, new Epochs())) {
      trainer.run();
    }
  }

  /** Prints the test error after each epoch. */
  private static final class Epochs implements TrainingListener {
    @Override
    public void epochCompleted(EpochMetrics metrics) {
      System.out.printf(
          "epoch %d: test error %.2f %%%n", metrics.epoch(), metrics.test().errorPercent());
    }
  }
}
