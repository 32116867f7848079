package capstan.examples;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.capsnet.training.TrainingProgress;
import capstan.capsnet.training.TrainingResult;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains a network of one's own, stops in the middle and goes on from the checkpoint, to the same
 * bits as if it had never stopped.
 */
public final class OwnCapsulesTraining {
  private OwnCapsulesTraining() {}

  /**
   * Trains into a run folder.
   *
   * @param arguments the folder, which must be new, and after how many steps to stop and go on
   * @throws IOException if it cannot be written; the message is one line
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long stop = Long.parseLong(arguments[1]);
    Dataset digits = DrawnDigits.dataset(1600, 400, 1, 2);
    RunConfiguration paper = Preset.PAPER.configuration();
    RunConfiguration run =
        new RunConfiguration(
            "own",
            new OwnCapsulesFamily().standard(),
            paper.training().with("batch", 40).with("epochs", 2));
    try (Backend backend = Backends.lookup("auto").backend()) {
      Stop listener = new Stop(stop);
      try (RunFolder place = RunFolder.create(folder);
          Trainer trainer =
              Trainer.start(run, digits, backend, place, SaveInterval.EPOCH, listener)) {
        listener.trainer = trainer;
        System.out.println("stopped after step " + trainer.run().step());
      }
      try (RunFolder place = RunFolder.resume(folder);
          Trainer trainer =
              Trainer.resume(
                  place, Optional.empty(), digits, backend, SaveInterval.EPOCH, listener)) {
        TrainingResult result = trainer.run();
        System.out.printf(
            "test error after step %d: %.1f %%%n",
            result.step(), result.history().getLast().test().errorPercent());
      }
    }
  }

  /** Receives every step, and asks the training to stop after one of them. */
  private static final class Stop implements TrainingListener {
    private final long step;
    private Trainer trainer;

    Stop(long step) {
      this.step = step;
    }

    @Override
    public void stepCompleted(TrainingProgress progress) {
      if (progress.step() == step) {
        trainer.requestStop();
      }
    }
  }
}
