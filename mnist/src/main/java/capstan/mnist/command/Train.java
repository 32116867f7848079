package capstan.mnist.command;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.StartingWeights;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.text.ShownName;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingResult;
import capstan.capsnet.training.Transfer;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.option.LearningOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.NetworkOptions;
import capstan.mnist.option.PresetOptions;
import capstan.mnist.option.TrainingOptions;
import capstan.mnist.option.WeightsOptions;
import capstan.mnist.session.InterruptibleTraining;
import capstan.mnist.session.RankOptions;
import capstan.mnist.session.ResumedRun;
import capstan.mnist.session.TrainingJson;
import capstan.mnist.session.TrainingMachine;
import capstan.mnist.session.TrainingPreamble;
import capstan.mnist.session.TrainingSession;
import capstan.mnist.text.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan train}: trains a network and leaves a run folder. */
@Command(
    name = "train",
    description = {
      "Trains a network.",
      "",
      "Tests it after each epoch and keeps everything in a run folder: config.json, metrics.csv (a"
          + " row per epoch), steps.csv (a row per 50 steps), checkpoint.safetensors and the one"
          + " before it, curves.png, reconstructions.png, confusion.png. Ctrl-C saves and tells how"
          + " to go on; a second one quits at once.",
      ""
    },
    footer = {
      "",
      "'(paper: ...)' is what an option is under the preset paper, the default; other presets"
          + " differ. LAW is constant:X, normal:X, truncated-normal:X, glorot-uniform, he-uniform"
          + " or fan-in-uniform.",
      "",
      "Examples:",
      "  capstan train --preset quick      a small network: 99 %% right, in half a minute",
      "  capstan train --data data/mnist --epochs 3",
      "  capstan train --drawn --limit 5000 --epochs 2 --routing-rounds 1",
      "  capstan train --from runs/first --data data/letters",
      "  capstan train --resume runs/2026-01-31_12-00-00"
    })
final class Train implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd_HH-mm-ss", Locale.ROOT);

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true)
  private Place place = new Place();

  /** Where the run is kept. */
  static final class Place {
    @Option(
        names = {"--run", "--out"},
        order = 1,
        paramLabel = "DIR",
        description = "New folder for this run (default: runs/ and the time).")
    private Path run;

    @Option(
        names = "--resume",
        order = 2,
        arity = "0..1",
        fallbackValue = RunPath.LATEST,
        paramLabel = "DIR",
        converter = RunPath.Unfinished.class,
        description =
            "Go on with the run in this folder, or with the newest unfinished one in runs, as if it"
                + " had never stopped. What it computes comes from the folder; --threads, --backend"
                + " and, upwards, --epochs may differ. A rate that changes over the run then goes"
                + " on along the curve to the new end.")
    private Path resume;
  }

  @Option(
      names = "--from",
      order = 5,
      paramLabel = "RUN|FILE",
      converter = RunPath.class,
      description =
          "Start from the weights of a run ('latest' for the newest in runs) or a safetensors file."
              + " Layers that other classes or another image size change begin anew. Without"
              + " --preset and --model the network is that of the weights, trained as the preset of"
              + " their run says.")
  private Path from;

  @Option(
      names = "--json",
      order = 6,
      description = "Print one JSON object at the end; everything else goes to standard error.")
  private boolean json;

  @Mixin private ImageOptions data;
  @Mixin private MachineOptions machine;
  @Mixin private RankOptions ranks;
  @Mixin private PresetOptions preset;
  @Mixin private TrainingOptions training;

  @Range(least = 0, most = 1e6)
  @Option(
      names = "--save-minutes",
      order = 3,
      paramLabel = "X",
      defaultValue = "5",
      description =
          "Save a checkpoint this often between the ends of epochs, 0 for never (default:"
              + " ${DEFAULT-VALUE}).")
  private double saveMinutes;

  @Range(least = 0, most = Range.MOST)
  @Option(
      names = "--save-steps",
      order = 4,
      paramLabel = "N",
      defaultValue = "0",
      description = "Save one every so many steps too, 0 for never (default: ${DEFAULT-VALUE}).")
  private long saveSteps;

  @Mixin private NetworkOptions network;
  @Mixin private LearningOptions learning;

  @Override
  public Integer call() throws IOException, CommandFailure {
    SaveInterval interval = new SaveInterval(saveSteps, saveMinutes);
    return ranks.run(machine, () -> place.resume == null ? startNew(interval) : resume(interval));
  }

  private int startNew(SaveInterval interval) throws IOException, CommandFailure {
    Optional<SavedModel> trained =
        from == null ? Optional.empty() : Optional.of(WeightsOptions.read(from, err()));
    RunConfiguration configuration =
        requested(trained.map(preset::configuration).orElseGet(preset::configuration));
    BackendChoice choice = machine.start(err());
    try (Backend backend = choice.backend();
        Rehearsal rehearsal = Rehearsal.start(configuration.model(), backend)) {
      Dataset dataset = data.load(machine.threads(), shown(), configuration.training().seed());
      RunConfiguration fitted = configuration.fittedTo(dataset.train());
      Arguments.require(spec, () -> fitted.requireValidation(dataset));
      Optional<Transfer> transfer = trained.map(network -> Transfer.of(fitted, network));
      transfer.ifPresent(this::requireInitialValuesHaveEffect);
      trained
          .flatMap(SavedModel::history)
          .ifPresent(history -> tellOfKnownImages(history, fitted, dataset));
      try (RunFolder folder = newFolder();
          TrainingSession session = new TrainingSession(shown());
          Trainer trainer =
              transfer.isPresent()
                  ? Trainer.start(transfer.get(), dataset, backend, folder, interval, session)
                  : Trainer.start(fitted, dataset, backend, folder, interval, session)) {
        return run(trainer, session, folder, choice, dataset, rehearsal);
      }
    }
  }

  private void requireInitialValuesHaveEffect(Transfer transfer) {
    StartingWeights start = transfer.configuration().startedFrom().getFirst();
    if (start.anew().isEmpty() && learning.initialValues().isPresent()) {
      throw new UsageException(
          spec,
          "%s has no effect: all layers are taken from %s"
              .formatted(learning.initialValues().get(), start.name()));
    }
  }

  /** Says that held-out images judge too kindly what has learned them before. */
  private void tellOfKnownImages(RunHistory start, RunConfiguration fitted, Dataset dataset) {
    TrainingConfiguration before = start.configuration().training();
    TrainingConfiguration now = fitted.training();
    boolean same = before.validation() == now.validation() && before.seed() == now.seed();
    if (now.validation() > 0
        && !same
        && DataSummary.of(fitted.limited(dataset)).checksum().equals(start.data().checksum())) {
      shown()
          .printf(
              "%s learned from images that are held out here: the validation is too good.%n",
              ShownName.of(start.file()));
    }
  }

  private RunFolder newFolder() throws IOException {
    return place.run == null
        ? RunFolder.createAnother(
            Path.of(RunPath.USUAL, STAMP.format(LocalDateTime.now(ZoneId.systemDefault()))))
        : RunFolder.create(place.run);
  }

  private int resume(SaveInterval interval) throws IOException, CommandFailure {
    if (from != null) {
      throw new UsageException(spec, "--from cannot change what is resumed; leave it out");
    }
    ResumedRun run = ResumedRun.open(place.resume);
    try (RunFolder folder = run.folder();
        TrainingSession session = new TrainingSession(shown())) {
      RunConfiguration saved = run.configuration(shown());
      if (saved.onPairs()) {
        throw new CommandFailure(
            folder.path()
                + ": a run on overlapping pairs, which 'experiment multimnist --resume' goes on"
                + " with",
            null);
      }
      RunConfiguration requested = changed(preset.given() ? preset.configuration() : saved);
      requireEpochsAllowed(saved.training(), requested.training());
      BackendChoice choice = machine.start(err());
      try (Backend backend = choice.backend();
          Rehearsal rehearsal = Rehearsal.start(requested.model(), backend)) {
        Dataset dataset =
            data.loadToResume(
                folder.path(), machine.threads(), shown(), requested.training().seed());
        requested = requested.fittedTo(dataset.train());
        if (run.fromTheBeginning()) {
          requireInitialValues(folder.path(), saved);
          run.requireSame(saved, requested);
        }
        try (Trainer trainer =
            run.fromTheBeginning()
                ? Trainer.start(requested, dataset, backend, folder, interval, session)
                : Trainer.resume(
                    folder, Optional.of(requested), dataset, backend, interval, session)) {
          return run(trainer, session, folder, choice, dataset, rehearsal);
        }
      }
    }
  }

  private int run(
      Trainer trainer,
      TrainingSession session,
      RunFolder folder,
      BackendChoice choice,
      Dataset dataset,
      Rehearsal rehearsal)
      throws IOException, CommandFailure {
    folder.writeData(data.recorded());
    TrainingMachine shared = ranks.with(choice);
    shared.share(trainer, dataset);
    TrainingPreamble.print(shown(), trainer.plan(), shared, folder.path());
    session.begin(trainer, folder, choice.backend(), dataset);
    session.awaits(rehearsal);
    InterruptibleTraining training =
        InterruptibleTraining.run(trainer, session, err(), () -> resumeCommand(folder.path()));
    TrainingResult result = training.result();
    if (!result.completed()) {
      session.stopped(result, resumeCommand(folder.path()));
      return training.status();
    }
    session.finish(result);
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(TrainingJson.of(trainer, folder.path(), result));
      out.flush();
    }
    return ExitStatus.DONE;
  }

  /** What the options say of a new run. */
  RunConfiguration requested() {
    return requested(preset.configuration());
  }

  private RunConfiguration requested(RunConfiguration base) {
    return data.data().requireFit(changed(base));
  }

  private RunConfiguration changed(RunConfiguration from) {
    RunConfiguration changed =
        from.withModel(learning.applyTo(network.applyTo(from.model())))
            .withTraining(training.applyTo(from.training()));
    Arguments.require(spec, changed::requireEffect);
    return changed;
  }

  /** A run that was stopped before its first checkpoint does not hold the weights it was given. */
  private static void requireInitialValues(Path folder, RunConfiguration saved)
      throws CommandFailure {
    if (!saved.startedFrom().isEmpty()) {
      throw new CommandFailure(
          "%s: stopped before it saved the weights of %s that it started from; start it anew with --from"
              .formatted(ShownName.of(folder), saved.startedFrom().getFirst().name()),
          null);
    }
  }

  /** Says why an unwelcome number of epochs is one, which the comparison of checkpoints cannot. */
  private void requireEpochsAllowed(TrainingConfiguration saved, TrainingConfiguration requested) {
    if (requested.epochs() < saved.epochs()) {
      throw new UsageException(
          spec,
          "--epochs: this run is one of "
              + saved.epochs()
              + ", which can only be raised, found "
              + requested.epochs());
    }
  }

  private String resumeCommand(Path folder) {
    List<String> words = new ArrayList<>(machine.program());
    words.addAll(List.of("train", "--resume", folder.toString()));
    words.addAll(data.asGiven());
    words.addAll(machine.asGiven());
    return String.join(" ", words.stream().map(ShellWord::quoted).toList());
  }

  /** Where people look; with --json only the object goes to standard output. */
  private PrintWriter shown() {
    return json ? err() : spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
