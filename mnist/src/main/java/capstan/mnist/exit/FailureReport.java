package capstan.mnist.exit;

import capstan.capsnet.group.GroupException;
import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.text.ShownName;
import capstan.capsnet.training.TrainingDivergedException;
import capstan.core.backend.BackendFailureException;
import capstan.core.backend.BackendUnavailableException;
import capstan.mnist.display.Terminal;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * Turns whatever ends a command early into one line on standard error and an exit status. A stack
 * trace is shown only to those who set {@code CAPSTAN_TRACE=1}.
 *
 * @param trace whether stack traces follow
 */
public record FailureReport(boolean trace) implements CommandLine.IExecutionExceptionHandler {
  /** The environment variable that asks for stack traces. */
  public static final String TRACE = "CAPSTAN_TRACE";

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    return report(failure, command.getErr());
  }

  /** Reports a failure that is no exception, such as lack of memory. */
  public int handleError(Error failure, CommandLine command) {
    return report(failure, command.getErr());
  }

  private int report(Throwable failure, PrintWriter err) {
    Throwable reported = failure instanceof UncheckedIOException io ? io.getCause() : failure;
    err.println(Terminal.complaint(line(reported)));
    if (trace) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitStatus.FAILED;
  }

  /** A failure as one line, without the name of the program. */
  public static String line(Throwable failure) {
    String line =
        switch (failure) {
          case FileSystemException file -> fileSystem(file);
          case IOException known -> known.getMessage();
          case CommandFailure known -> known.getMessage();
          case InvalidSettingException known -> known.getMessage();
          case GroupException known -> known.getMessage();
          case BackendUnavailableException known -> known.getMessage();
          case BackendFailureException known -> known.getMessage();
          case NotEnoughMemoryException known -> known.getMessage();
          case TrainingDivergedException known -> known.getMessage();
          case InvalidPathException name -> NameEncoding.refusal(name);
          case OutOfMemoryError tooSmall -> outOfMemory();
          default -> null;
        };
    if (line == null) {
      line =
          "unexpected failure, please report it: "
              + failure
              + " (run again with "
              + TRACE
              + "=1 to see where)";
    }
    return ShownName.of(line.lines().map(String::strip).collect(Collectors.joining(" ")));
  }

  private static String outOfMemory() {
    return "Java ran out of memory, it may use "
        + Figures.mebibytes(Runtime.getRuntime().maxMemory())
        + ": give it more with -Xmx (CAPSTAN_JAVA_OPTIONS=-Xmx4g), or lower --batch";
  }

  private static String fileSystem(FileSystemException failure) {
    String reason =
        switch (failure) {
          case NoSuchFileException missing -> "no such file or folder";
          case AccessDeniedException denied -> "permission denied";
          default -> failure.getReason();
        };
    return reason == null ? failure.getMessage() : failure.getFile() + ": " + reason;
  }
}
