package capstan.mnist.argument;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.experiment.AblationConfiguration;
import capstan.mnist.experiment.AffNistConfiguration;
import capstan.mnist.experiment.TransferConfiguration;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One run of a folder of runs.
 *
 * @param folder of the run
 * @param changed when it last saved, or was begun
 * @param state how far it came
 * @param configuration of the run; empty for an experiment, and where it cannot be read
 * @param history what its checkpoint tells; empty before the first one, and where it is damaged
 * @param fault what is wrong with it, in one line, if anything is
 */
public record RunEntry(
    Path folder,
    Instant changed,
    State state,
    Optional<RunConfiguration> configuration,
    Optional<RunHistory> history,
    Optional<String> fault) {

  /** How far a run came. */
  public enum State {
    /** A training is writing into it. */
    RUNNING,
    /** All its epochs are done, or as many as its patience allows. */
    COMPLETE,
    /** It can be gone on with. */
    STOPPED,
    /** It holds runs of its own. */
    EXPERIMENT,
    /** Nothing of it can be used. */
    DAMAGED
  }

  /**
   * All runs in a folder, the newest first. What is no run is passed over.
   *
   * @throws IOException if the folder cannot be read
   */
  public static List<RunEntry> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    List<RunEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, RunFiles::isRun)) {
      for (Path path : paths) {
        entries.add(of(path));
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    entries.sort(
        Comparator.comparing(RunEntry::changed).reversed().thenComparing(RunEntry::folder));
    return entries;
  }

  /**
   * One run.
   *
   * @param folder of which {@link RunFiles#isRun} is true
   */
  public static RunEntry of(Path folder) {
    Instant changed = Instant.EPOCH;
    State state = State.DAMAGED;
    Optional<RunConfiguration> configuration = Optional.empty();
    Optional<RunHistory> history = Optional.empty();
    Optional<String> fault = Optional.empty();
    try {
      changed = RunFiles.changed(folder);
      if (RunFiles.hasCheckpoint(folder)) {
        history = Optional.of(RunHistory.glance(folder));
        configuration = history.map(RunHistory::configuration);
      } else if (!isExperiment(folder)) {
        configuration = Optional.of(RunFiles.readConfiguration(folder, RunConfiguration.class));
      }
      state = state(folder, configuration.isEmpty(), history);
    } catch (IOException damaged) {
      fault = Optional.of(FailureReport.line(damaged));
    }
    return new RunEntry(folder, changed, state, configuration, history, fault);
  }

  /** The epochs that are done. */
  public List<EpochMetrics> epochs() {
    return history.map(RunHistory::epochs).orElse(List.of());
  }

  private static State state(Path folder, boolean experiment, Optional<RunHistory> history) {
    if (RunFiles.isInUse(folder)) {
      return State.RUNNING;
    }
    if (experiment) {
      return State.EXPERIMENT;
    }
    return history.filter(RunHistory::isComplete).isPresent() ? State.COMPLETE : State.STOPPED;
  }

  private static boolean isExperiment(Path folder) {
    return Stream.of(
            AblationConfiguration.class, AffNistConfiguration.class, TransferConfiguration.class)
        .anyMatch(type -> isConfigurationOf(type, folder));
  }

  private static boolean isConfigurationOf(Class<?> type, Path folder) {
    try {
      RunFiles.readConfiguration(folder, type);
      return true;
    } catch (IOException another) {
      return false;
    }
  }
}
