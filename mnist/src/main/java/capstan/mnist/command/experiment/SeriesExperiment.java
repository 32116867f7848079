package capstan.mnist.command.experiment;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.text.ShownName;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.UsageException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.PlannedRun;
import capstan.mnist.finding.SeriesReport;
import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.option.DataOptions;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.RecordedOptions;
import capstan.mnist.session.ExperimentFolder;
import capstan.mnist.session.RankOptions;
import capstan.mnist.session.RunSeries;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * An experiment that trains one run after the other. Its folder keeps what it began with, so that
 * it goes on as it began.
 *
 * @param <C> what it began with
 */
abstract class SeriesExperiment<C> implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ExperimentFolder place;
  @Mixin DataOptions data;
  @Mixin MachineOptions machine;
  @Mixin private RankOptions ranks;

  @Override
  public final Integer call() throws IOException, CommandFailure {
    return ranks.run(machine, this::perform);
  }

  /** Checks the options and performs the experiment; returns the exit status. */
  abstract int perform() throws IOException, CommandFailure;

  /** Refuses options whose settings the experiment varies itself. */
  final void refuse(String... varied) {
    for (String option : varied) {
      if (spec.commandLine().getParseResult().hasMatchedOption(spec.findOption(option))) {
        throw new UsageException(spec, option + " is what this experiment varies; leave it out");
      }
    }
  }

  /**
   * Performs it on its data, in its folder.
   *
   * @param type of what the folder keeps
   * @param begun what a new experiment begins with, made of its data
   * @return the exit status
   */
  final int inFolder(Class<C> type, Function<Dataset, C> begun) throws IOException, CommandFailure {
    BackendChoice choice = machine.start(err());
    try (Backend _ = choice.backend()) {
      data = place.dataOf(data);
      Dataset dataset = data.load(machine.threads(), place.shown());
      C configuration = place.isResumed() ? null : begun.apply(dataset);
      try (RunFolder folder = place.open()) {
        if (configuration == null) {
          configuration = folder.readConfiguration(type);
        } else {
          begin(configuration, folder);
        }
        return run(configuration, folder, dataset, choice);
      }
    }
  }

  /** Writes what is needed to go on into a new folder. */
  void begin(C configuration, RunFolder folder) throws IOException {
    folder.writeConfiguration(configuration);
    folder.keepWithoutCheckpoint();
  }

  /** Trains what is left and says what was found; returns the exit status. */
  abstract int run(C configuration, RunFolder folder, Dataset dataset, BackendChoice choice)
      throws IOException, CommandFailure;

  /**
   * The runs, to be trained.
   *
   * @param runs in the order they are done in
   * @param dataset what all of them are trained on
   * @param recorded what finds that data again, if anything does
   */
  final RunSeries series(
      List<PlannedRun> runs,
      Dataset dataset,
      Optional<RecordedOptions> recorded,
      BackendChoice choice) {
    return new RunSeries(
        runs,
        dataset,
        recorded,
        ranks.with(choice),
        place.shown(),
        err(),
        () -> place.resumeCommand(data, machine));
  }

  /**
   * Trains the runs that are left, with a report after each of them.
   *
   * @param folder of the experiment
   * @param runs in the order they are done in
   * @param dataset what all of them are trained on
   * @param report on those that are finished, by their folders
   * @return the exit status
   */
  final int train(
      RunFolder folder,
      List<PlannedRun> runs,
      Dataset dataset,
      BackendChoice choice,
      Function<Map<Path, RunHistory>, SeriesReport> report)
      throws IOException, CommandFailure {
    RecordedOptions recorded = new RecordedOptions(data.recorded());
    folder.writeData(recorded);
    PrintWriter out = place.shown();
    RunSeries series = series(runs, dataset, Optional.of(recorded), choice);
    OutputFolder output = new OutputFolder(folder.path());
    Map<Path, RunHistory> finished = new LinkedHashMap<>();
    int status = series.train(finished, () -> report.apply(finished).write(output, err()));
    SeriesReport last = report.apply(finished);
    out.println();
    last.lines().forEach(out::println);
    if (status == ExitStatus.DONE) {
      last.write(output, err());
      List<Path> files = output.files();
      files.forEach(file -> out.println("written  " + ShownName.of(file)));
      place.printJson(last::found, files);
    } else {
      out.println();
      place.printStopped(data, machine);
    }
    out.flush();
    return status;
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
