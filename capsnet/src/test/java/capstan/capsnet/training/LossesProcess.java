package capstan.capsnet.training;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;

/** Trains the paper's network for some steps and prints the loss of each: a process of its own. */
final class LossesProcess {
  static final int BATCH = 8;

  private LossesProcess() {}

  public static void main(String[] arguments) throws IOException {
    Dataset whole = MnistFolder.read(Path.of(arguments[0]));
    int steps = Integer.parseInt(arguments[1]);
    Dataset data = new Dataset(whole.origin(), whole.train(), whole.test().first(BATCH));
    RunConfiguration paper = Preset.PAPER.configuration();
    RunConfiguration run =
        paper.withTraining(
            paper
                .training()
                .with("batch", BATCH)
                .with("epochs", 1)
                .with("limit", steps * BATCH)
                .with("learning-rate", Double.parseDouble(arguments[2])));
    TrainingListener printing =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            System.out.println(progress.loss());
          }
        };
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(run, data, backend, printing)) {
      trainer.run();
    }
  }
}
