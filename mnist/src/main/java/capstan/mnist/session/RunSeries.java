package capstan.mnist.session;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.SideWork;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.Transfer;
import capstan.core.kernel.Backend;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.PlannedRun;
import capstan.mnist.illustration.RunPictures;
import capstan.mnist.option.RecordedOptions;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trains the runs of an experiment that are not finished yet, one after the other, each as {@code
 * train} does.
 *
 * @param runs in the order they are done in
 * @param data what all of them are trained on
 * @param recorded what finds that data again, if anything does
 * @param machine what computes
 * @param out where people look
 * @param err where signals are answered
 * @param resumeCommand what a user types to go on with the experiment
 */
public record RunSeries(
    List<PlannedRun> runs,
    Dataset data,
    Optional<RecordedOptions> recorded,
    TrainingMachine machine,
    PrintWriter out,
    PrintWriter err,
    Supplier<String> resumeCommand) {
  /**
   * Trains all that are left, once it is sure that each fits the data and the memory, and draws
   * what pictures a kill prevented of those that are finished.
   *
   * @param finished receives what each came to, by its folder, also those finished before
   * @param after done after each of them, whose faults end nothing
   * @return 0 if all are finished, else the exit status that a signal asked for; a run that it
   *     found complete is among the finished ones
   * @throws CommandFailure if one of them diverges
   * @throws IOException if a finished run is of other data, or a file cannot be read or written;
   *     the message is one line
   */
  public int train(Map<Path, RunHistory> finished, SideWork.Work after)
      throws CommandFailure, IOException {
    SideWork beside = new SideWork(out::println);
    for (PlannedRun run : runs) {
      Optional<RunHistory> before = run.finished();
      if (before.isPresent()) {
        before.get().requireTrainedOn(data);
        finished.put(run.folder(), before.get());
        out.println(heading(run) + ", finished: " + outcome(before.get()));
        out.flush();
      }
    }
    for (PlannedRun run : runs) {
      if (!finished.containsKey(run.folder())) {
        Trainer.requirePossible(run.configuration(), data, machine.backend());
      }
    }
    for (PlannedRun run : runs) {
      if (finished.containsKey(run.folder()) && hasPictures(run)) {
        continue;
      }
      out.println();
      out.println(heading(run) + timeToGo(finished));
      out.flush();
      InterruptibleTraining training = train(run);
      if (training.result().completed()) {
        finished.put(run.folder(), run.finished().orElseThrow());
        beside.run("the table of the finished runs", after);
      }
      if (training.status() != ExitStatus.DONE) {
        return training.status();
      }
    }
    return ExitStatus.DONE;
  }

  private static boolean hasPictures(PlannedRun run) throws IOException {
    return RunFiles.keptUp(
        run.folder(), RunPictures.files(run.folder(), run.configuration().model().newModel()));
  }

  private InterruptibleTraining train(PlannedRun run) throws CommandFailure, IOException {
    boolean begun = run.isBegun();
    try (RunFolder folder =
            begun ? RunFolder.resume(run.folder()) : RunFolder.startAnew(run.folder());
        Rehearsal rehearsal = Rehearsal.start(run.configuration().model(), machine.backend());
        TrainingSession session = new TrainingSession(out);
        Trainer trainer = trainer(run, begun, folder, session)) {
      trainer.until(run.enough());
      return train(trainer, session, folder, rehearsal);
    }
  }

  private InterruptibleTraining train(
      Trainer trainer, TrainingSession session, RunFolder folder, Rehearsal rehearsal)
      throws CommandFailure, IOException {
    if (recorded.isPresent()) {
      folder.writeData(recorded.get());
    }
    machine.share(trainer, data);
    TrainingPreamble.print(out, trainer.plan(), machine, folder.path());
    session.begin(trainer, folder, machine.backend(), data);
    session.awaits(rehearsal);
    InterruptibleTraining training =
        InterruptibleTraining.run(trainer, session, err, resumeCommand);
    if (training.result().completed()) {
      session.finish(training.result());
    }
    return training;
  }

  private Trainer trainer(PlannedRun run, boolean begun, RunFolder folder, TrainingSession session)
      throws IOException {
    Backend backend = machine.backend();
    RunConfiguration configuration = run.configuration();
    if (begun) {
      return Trainer.resume(
          folder, Optional.of(configuration), data, backend, SaveInterval.DEFAULT, session);
    }
    if (run.weights().isEmpty()) {
      return Trainer.start(configuration, data, backend, folder, SaveInterval.DEFAULT, session);
    }
    Transfer transfer = Transfer.of(configuration, SavedModel.load(run.weights().get()));
    return Trainer.start(transfer, data, backend, folder, SaveInterval.DEFAULT, session);
  }

  private String heading(PlannedRun run) {
    return "run " + (runs.indexOf(run) + 1) + " of " + runs.size() + ": " + run.name();
  }

  /** Judged by the runs that are finished, were they like those to come. */
  private String timeToGo(Map<Path, RunHistory> finished) {
    if (finished.isEmpty()) {
      return "";
    }
    double seconds =
        finished.values().stream()
            .mapToDouble(history -> history.trainSeconds() + history.evaluationSeconds())
            .average()
            .orElseThrow();
    int left = runs.size() - finished.size();
    return "; about " + Figures.duration(left * seconds) + " to go with all that are left";
  }

  private static String outcome(RunHistory history) {
    return "test error "
        + Figures.percent(history.test().errorPercent(), 2)
        + (history.configuration().training().selection().keepsBest()
            ? " of the best by validation of "
            : " after ")
        + Figures.count(history.epochs().size(), "epoch");
  }
}
