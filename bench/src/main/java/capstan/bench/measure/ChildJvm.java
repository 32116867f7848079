package capstan.bench.measure;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Another JVM like this one, for what needs other options or a fresh process. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * The command that starts one, with the options and the class path of this process.
   *
   * @param options further options, which take precedence
   * @param main the class to run
   * @param arguments its arguments
   */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs one whose output goes where this process' goes, and waits for it.
   *
   * @param options further options, which take precedence
   * @param main the class to run
   * @param arguments its arguments
   * @return its exit status; 1 if this thread is interrupted meanwhile
   * @throws IOException if no process can be started
   */
  public static int run(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return finish(
        new ProcessBuilder(command(options, main, arguments))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /**
   * Waits for a process, and ends it if this thread is interrupted meanwhile.
   *
   * @return its exit status; 1 if this thread is interrupted
   */
  public static int finish(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
