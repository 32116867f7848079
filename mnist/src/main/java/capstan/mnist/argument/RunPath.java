package capstan.mnist.argument;

import capstan.mnist.exit.FailureReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A run as the user names it: a path, or {@code latest} for the newest one in {@code runs}, unless
 * there is a file or folder of that name.
 */
public class RunPath implements ITypeConverter<Path> {
  /** Where runs are kept unless the user says otherwise. */
  public static final String USUAL = "runs";

  /** Stands for the newest run. */
  public static final String LATEST = "latest";

  private final Path folder;
  private final Set<RunEntry.State> states;
  private final String kind;

  /** Any run with a network in it. */
  public RunPath() {
    this(
        Path.of(USUAL),
        EnumSet.of(RunEntry.State.RUNNING, RunEntry.State.COMPLETE, RunEntry.State.STOPPED),
        "run");
  }

  /**
   * Runs of some kind.
   *
   * @param folder where they are
   * @param states those that count
   * @param kind what they are called
   */
  public RunPath(Path folder, Set<RunEntry.State> states, String kind) {
    this.folder = folder;
    this.states = states;
    this.kind = kind;
  }

  /** A run to go on with: the newest that was stopped. */
  public static final class Unfinished extends RunPath {
    Unfinished() {
      super(Path.of(USUAL), EnumSet.of(RunEntry.State.STOPPED), "unfinished run");
    }
  }

  @Override
  public Path convert(String word) {
    Path named = Path.of(word);
    return word.equals(LATEST) && !Files.exists(named) ? latest() : named;
  }

  private Path latest() {
    try {
      if (Files.isDirectory(folder)) {
        for (RunEntry run : RunEntry.in(folder)) {
          if (states.contains(run.state())) {
            return run.folder();
          }
        }
      }
    } catch (IOException failure) {
      throw new TypeConversionException(LATEST + ": " + FailureReport.line(failure));
    }
    throw new TypeConversionException(LATEST + ": found no " + kind + " in " + folder);
  }
}
