package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures that a training shows and keeps, each against one computed apart from it. */
class TrainerFiguresTest {
  private static final Dataset DATA = SmallRuns.digits(60, 30);

  private static RunConfiguration run(int batch, int epochs, RateDecay decay, double rate) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), batch, epochs);
    return run.withTraining(
        run.training().with("shift", 0).with("decay", decay).with("learning-rate", rate));
  }

  @Test
  void everyStepHasTheRateOfItsOwnPlace() throws IOException {
    List<Double> rates = new ArrayList<>();
    try (Backend backend = Backends.simd(1);
        Trainer trainer =
            Trainer.start(
                run(20, 2, RateDecay.overRun(0), 0.003),
                DATA,
                backend,
                new TrainingListener() {
                  @Override
                  public void stepCompleted(TrainingProgress progress) {
                    rates.add(progress.learningRate());
                  }
                })) {
      trainer.run();
    }
    // A straight line from the first of six steps to zero, where a seventh would be.
    assertThat(rates).hasSize(6);
    for (int step = 0; step < 6; step++) {
      assertThat(rates.get(step)).isCloseTo(0.003 * (1 - step / 6.0), within(1e-9));
    }
  }

  /** After the first step Adam has moved weights by the rate, whatever their gradients are. */
  @Test
  void theRateThatIsShownIsTheOneThatMoves() throws IOException {
    double[] moved = new double[2];
    RunConfiguration run = run(30, 1, RateDecay.byStep(0.1, 1, 0), 0.002);
    try (Backend backend = Backends.simd(1)) {
      Trainer[] trainer = new Trainer[1];
      TrainingListener listener =
          new TrainingListener() {
            private List<float[]> before = weights(run.model().newModel(run.training().seed()));

            @Override
            public void stepCompleted(TrainingProgress progress) {
              List<float[]> after = weights(trainer[0].model());
              moved[(int) progress.step() - 1] = largestMove(before, after);
              before = after;
            }
          };
      trainer[0] = Trainer.start(run, DATA, backend, listener);
      trainer[0].run();
      trainer[0].close();
    }
    assertThat(moved[0]).isCloseTo(0.002, within(2e-5));
    assertThat(moved[1]).isBetween(0.0001, 0.00025);
  }

  private static List<float[]> weights(Model model) {
    return model.modelParameters().stream()
        .map(ModelParameter::toPyTorch)
        .map(tensor -> tensor.toArray())
        .toList();
  }

  private static double largestMove(List<float[]> before, List<float[]> after) {
    double most = 0;
    for (int k = 0; k < before.size(); k++) {
      for (int i = 0; i < before.get(k).length; i++) {
        most = Math.max(most, Math.abs(after.get(k)[i] - before.get(k)[i]));
      }
    }
    return most;
  }

  /** With next to no learning the figures of an epoch are those of the untrained network. */
  @Test
  void anEpochsFiguresAreThoseOfItsImages() throws IOException {
    RunConfiguration run = run(25, 1, RateDecay.constant(), 1e-12);
    CapsNet untrained = (CapsNet) run.model().newModel(run.training().seed());
    try (Backend backend = Backends.simd(1);
        Classifier classifier = new Classifier(untrained, Backends.simd(1));
        Trainer trainer = Trainer.start(run, DATA, backend, TrainingListener.SILENT)) {
      EpochMetrics epoch = trainer.run().history().getFirst();
      double margin = 0;
      double squares = 0;
      int wrong = 0;
      ImageSet train = DATA.train();
      float[] pixels = new float[train.imageSize()];
      for (int image = 0; image < train.count(); image++) {
        train.copyImage(image, pixels, 0);
        float[] lengths = classifier.predict(pixels).scoreArray();
        float[] targets = new float[train.classes()];
        targets[train.label(image)] = 1;
        margin += untrained.overlapLoss(lengths, 0, targets, 0) / train.count();
        wrong += classifier.predict(pixels).label() == train.label(image) ? 0 : 1;
        float[] drawn = classifier.decode(classifier.capsules(pixels), train.label(image));
        for (int i = 0; i < pixels.length; i++) {
          squares += Math.pow(drawn[i] - pixels[i], 2) / train.count();
        }
      }
      assertThat(epoch.images()).isEqualTo(60);
      assertThat(epoch.wrong()).isEqualTo(wrong);
      assertThat(epoch.classification()).isCloseTo(margin, within(1e-5));
      assertThat(epoch.reconstruction()).isCloseTo(0.0005 * squares, within(1e-5));
      assertThat(epoch.loss())
          .isCloseTo(epoch.classification() + epoch.reconstruction(), within(1e-5));
      assertThat(epoch.epoch()).isEqualTo(1);
      assertThat(epoch.step()).isEqualTo(3);
      assertThat(epoch.learningRate()).isCloseTo(1e-12, within(1e-18));
      assertThat(epoch.test().images()).isEqualTo(30);
      assertThat(epoch.validation().images()).isZero();
    }
  }

  /** The tables of a run hold what its epochs came to, each figure in its own column. */
  @Test
  void tablesHoldTheFigures(@TempDir Path temporary) throws IOException {
    RunConfiguration run = run(1, 1, RateDecay.constant(), 1e-3);
    run = run.withTraining(run.training().with("validation", 8));
    Path folder = temporary.resolve("run");
    List<Double> errors = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == 50) {
              errors.add(100 * (1 - progress.epochAccuracy()));
            }
          }
        };
    try (Backend backend = Backends.simd(1);
        RunFolder created = RunFolder.create(folder);
        Trainer trainer =
            Trainer.start(run, DATA, backend, created, SaveInterval.EPOCH, listener)) {
      EpochMetrics epoch = trainer.run().history().getFirst();
      NamedCsvRecord row = row(folder.resolve("metrics.csv"));
      assertThat(epoch.validation().images()).isEqualTo(8);
      near(row, "learning_rate", epoch.learningRate());
      near(row, "loss", epoch.loss());
      near(row, "classification_loss", epoch.classification());
      near(row, "reconstruction_loss", epoch.reconstruction());
      near(row, "train_error_percent", epoch.trainErrorPercent());
      near(row, "test_error_percent", epoch.test().errorPercent());
      near(row, "test_loss", epoch.test().meanLoss());
      near(row, "validation_error_percent", epoch.validation().errorPercent());
      near(row, "validation_loss", epoch.validation().meanLoss());
      near(row, "images_per_second", epoch.imagesPerSecond());
      near(row, "evaluation_seconds", epoch.evaluationSeconds());
      assertThat(epoch.validation().errorPercent()).isNotEqualTo(epoch.test().errorPercent());
      near(row(folder.resolve("steps.csv")), "train_error_percent", errors.getFirst());
    }
  }

  private static NamedCsvRecord row(Path table) throws IOException {
    return CsvReader.builder().ofNamedCsvRecord(Files.readString(table)).stream()
        .findFirst()
        .orElseThrow();
  }

  private static void near(NamedCsvRecord row, String column, double value) {
    assertThat(Double.parseDouble(row.getField(column)))
        .as(column)
        .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value))));
  }
}
