package capstan.mnist.command.experiment;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.text.ShownName;
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
import capstan.mnist.session.RunSeries;
import capstan.mnist.session.TrainingMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** An experiment that trains one run after the other, with a report after each of them. */
record ReportedSeries(
    ExperimentFolder place, DataOptions data, MachineOptions machine, PrintWriter err) {

  /** Refuses options whose settings an experiment varies itself. */
  static void refuse(CommandSpec spec, String... varied) {
    for (String option : varied) {
      if (spec.commandLine().getParseResult().hasMatchedOption(spec.findOption(option))) {
        throw new UsageException(spec, option + " is what this experiment varies; leave it out");
      }
    }
  }

  /**
   * Trains the runs that are left.
   *
   * @param folder of the experiment
   * @param runs in the order they are done in
   * @param dataset what all of them are trained on
   * @param computing what computes
   * @param report on those that are finished, by their folders
   * @return the exit status
   */
  int train(
      RunFolder folder,
      List<PlannedRun> runs,
      Dataset dataset,
      TrainingMachine computing,
      Function<Map<Path, RunHistory>, SeriesReport> report)
      throws IOException, CommandFailure {
    RecordedOptions recorded = new RecordedOptions(data.recorded());
    folder.writeData(recorded);
    PrintWriter out = place.shown();
    RunSeries series =
        new RunSeries(
            runs,
            dataset,
            Optional.of(recorded),
            computing,
            out,
            err,
            () -> place.resumeCommand(data, machine));
    OutputFolder output = new OutputFolder(folder.path());
    int status = series.train(() -> report.apply(series.finished()).write(output, err));
    SeriesReport last = report.apply(series.finished());
    out.println();
    last.lines().forEach(out::println);
    if (status == ExitStatus.DONE) {
      last.write(output, err);
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
}
