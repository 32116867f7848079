package capstan.mnist.command.experiment;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inference.PairEvaluation;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.RoutedModel;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingResult;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Range;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.illustration.PairError;
import capstan.mnist.illustration.PairPictures;
import capstan.mnist.option.DataOptions;
import capstan.mnist.option.LearningOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.NetworkOptions;
import capstan.mnist.option.PairCounts;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.option.RecordedOptions;
import capstan.mnist.session.ExperimentFolder;
import capstan.mnist.session.InterruptibleTraining;
import capstan.mnist.session.RankOptions;
import capstan.mnist.session.ResumedRun;
import capstan.mnist.session.TrainingMachine;
import capstan.mnist.session.TrainingPreamble;
import capstan.mnist.session.TrainingSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan experiment multimnist}: trains on overlapping pairs of digits. */
@Command(
    name = "multimnist",
    description = {
      "Trains on pairs of overlapping digits.",
      "",
      "Every image is paired with one of another class, both are moved by up to 4 pixels in a frame"
          + " of 36x36 and merged; new pairs each epoch, made on the fly from the seed. A test pair"
          + " counts as right if the two longest capsules are its two classes. Keeps everything in"
          + " a run folder: what 'train' leaves there, errors.png, errors.csv and pairs.png, both"
          + " digits drawn again in two colours. Ctrl-C saves and tells how to go on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  capstan experiment multimnist --pairs 600000 --out runs/pairs --data data/mnist",
      "  capstan experiment multimnist --model efficient --pairs 600000 --out runs/efficient",
      "  capstan experiment multimnist --pairs 60000 --pairs-per-epoch 10000 --out runs/short",
      "  capstan experiment multimnist --resume runs/pairs --data data/mnist",
      "  capstan experiment multimnist --resume runs/pairs --pairs 1200000"
    })
final class PairExperiment implements Callable<Integer> {
  private static final int SHIFT = 4;

  /** Of the data that is expected while it is still being read, which may be other. */
  private static final int DIGIT_CLASSES = 10;

  @Spec private CommandSpec spec;

  @Mixin private ExperimentFolder place;
  @Mixin private PairCounts counts;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 6,
      paramLabel = "N",
      description = "Pairs per step (default: the preset's images per step).")
  private Integer batch;

  @Range
  @Option(
      names = "--seed",
      order = 7,
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides initial values, pairs and their order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DataOptions data;
  @Mixin private MachineOptions machine;
  @Mixin private RankOptions ranks;
  @Mixin private PresetOptions preset;
  @Mixin private NetworkOptions network;
  @Mixin private LearningOptions learning;

  private record Found(
      Path run,
      long pairs,
      int pairsPerEpoch,
      long parameters,
      Integer primaryCapsules,
      List<PairError> epochs) {}

  @Override
  public Integer call() throws IOException, CommandFailure {
    counts.check();
    place.refuseWhenResumed(PairCounts.PAIRS);
    return ranks.run(machine, () -> place.isResumed() ? resume() : startNew());
  }

  private int startNew() throws IOException, CommandFailure {
    ModelConfiguration expected = model(ImageExtents.MNIST, DIGIT_CLASSES);
    expected.requireOverlap();
    BackendChoice choice = machine.start(err());
    try (Backend backend = choice.backend();
        Rehearsal rehearsal = Rehearsal.start(expected, backend)) {
      Dataset dataset = data.load(machine.threads(), place.shown());
      RunConfiguration configuration = configuration(dataset.train());
      try (RunFolder folder = place.open();
          TrainingSession session = new TrainingSession(place.shown());
          Trainer trainer =
              Trainer.start(
                  configuration, dataset, backend, folder, SaveInterval.DEFAULT, session)) {
        return run(trainer, session, folder, choice, dataset, rehearsal);
      }
    }
  }

  private int resume() throws IOException, CommandFailure {
    ResumedRun run = ResumedRun.open(place.resumed());
    try (RunFolder folder = run.folder()) {
      RunConfiguration saved = run.configuration(place.shown());
      if (!saved.onPairs()) {
        throw new CommandFailure(
            folder.path() + ": a run of '" + saved.preset() + "', expected one of multimnist",
            null);
      }
      BackendChoice choice = machine.start(err());
      try (Backend backend = choice.backend();
          Rehearsal rehearsal = Rehearsal.start(saved.model(), backend)) {
        data = place.dataOf(data);
        Dataset dataset = data.load(machine.threads(), place.shown());
        RunConfiguration requested = counts.lengthened(saved, dataset.train().count());
        if (run.fromTheBeginning()) {
          run.requireSame(saved, requested);
        }
        try (TrainingSession session = new TrainingSession(place.shown());
            Trainer trainer =
                run.fromTheBeginning()
                    ? Trainer.start(saved, dataset, backend, folder, SaveInterval.DEFAULT, session)
                    : Trainer.resume(
                        folder,
                        Optional.of(requested),
                        dataset,
                        backend,
                        SaveInterval.DEFAULT,
                        session)) {
          return run(trainer, session, folder, choice, dataset, rehearsal);
        }
      }
    }
  }

  /** The preset's network, for frames with room to move, and its training, as long as asked for. */
  private RunConfiguration configuration(ImageSet images) {
    int anEpoch = counts.perEpoch(images.count());
    TrainingConfiguration usual = preset.configuration().training();
    if (!usual.augmentation().equals(Augmentation.NONE)) {
      place
          .shown()
          .println(
              "Pairs are shifted and nothing else, without the preset's "
                  + usual.augmentation().inWords());
    }
    TrainingConfiguration training =
        usual
            .withoutAugmentation()
            .with("batch", batch == null ? usual.batch() : batch)
            .with("seed", seed)
            .with("shift", SHIFT)
            .with("epochs", counts.epochs(images.count()))
            .with("limit", anEpoch == images.count() ? 0 : anEpoch);
    ModelConfiguration model = model(DataFit.extents(images), images.classes());
    return new RunConfiguration(RunConfiguration.PAIRS, model, training);
  }

  private ModelConfiguration model(ImageExtents image, int classes) {
    ModelConfiguration chosen = preset.configuration().model();
    return learning.applyTo(network.applyTo(chosen)).resized(image.framed(SHIFT), classes);
  }

  private int run(
      Trainer trainer,
      TrainingSession session,
      RunFolder folder,
      BackendChoice choice,
      Dataset dataset,
      Rehearsal rehearsal)
      throws IOException, CommandFailure {
    folder.writeData(new RecordedOptions(data.recorded()));
    TrainingMachine shared = ranks.with(choice);
    shared.share(trainer, dataset);
    TrainingPreamble.print(place.shown(), trainer.plan(), shared, folder.path());
    Model model = trainer.model();
    OverlappingPairs test =
        PairEvaluation.testPairs(dataset.test(), trainer.configuration().training().wholeShift());
    PairPictures pictures =
        new PairPictures(
            folder.path(), "overlapping pairs of " + dataset.name(), model, choice.backend(), test);
    session.begin(trainer, folder, choice.backend(), pictures);
    session.awaits(rehearsal);
    InterruptibleTraining training =
        InterruptibleTraining.run(
            trainer, session, err(), () -> place.resumeCommand(data, machine));
    TrainingResult result = training.result();
    if (!result.completed()) {
      session.stopped(result, place.resumeCommand(data, machine));
      return training.status();
    }
    session.finish(result);
    place.printJson(
        () -> found(trainer, folder, result),
        pictures.files().stream().filter(Files::exists).toList());
    return ExitStatus.DONE;
  }

  private static Found found(Trainer trainer, RunFolder folder, TrainingResult result) {
    return new Found(
        folder.path(),
        (long) trainer.plan().examplesPerEpoch() * result.history().size(),
        trainer.plan().examplesPerEpoch(),
        trainer.model().parameterCount(),
        trainer.model() instanceof RoutedModel network
            ? network.primaryCapsules().output().extent(0)
            : null,
        PairError.of(result.history()));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
