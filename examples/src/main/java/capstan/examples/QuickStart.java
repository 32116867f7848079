package capstan.examples;

// @start region="readme"
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;

/** Trains a small capsule network on drawn digits and asks it what one of them shows. */
public final class QuickStart {
  private QuickStart() {}

  /** Trains and predicts. */
  public static void main(String[] arguments) throws IOException {
    Dataset digits = DrawnDigits.dataset(2000, 300, 1, 2); // or MnistFolder.read(folder)
    RunConfiguration quick = Preset.QUICK.configuration();
    try (Backend backend = Backends.lookup("auto").backend();
        Trainer trainer = Trainer.start(quick, digits, backend, TrainingListener.SILENT)) {
      EpochMetrics epoch = trainer.run().history().getLast();
      System.out.printf("test error %.1f %%%n", epoch.test().errorPercent());
      float[] pixels = new float[28 * 28];
      digits.test().copyImage(0, pixels, 0);
      try (Classifier classifier = new Classifier(trainer.model(), backend)) {
        System.out.println(classifier.predict(pixels));
      }
    }
  }
}
// @end
