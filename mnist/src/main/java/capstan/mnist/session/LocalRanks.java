package capstan.mnist.session;

import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.Interruption;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts this program again several times on this machine, as {@code mpirun} does.
 *
 * @param ranks how many times
 */
record LocalRanks(int ranks) {
  /** The environment variable by which ranks know that they were started here, and how many. */
  static final String STARTED = "CAPSTAN_LOCAL_RANKS";

  /**
   * Runs to the end of all.
   *
   * @param arguments of this program, those that start ranks included
   * @return the exit status
   */
  int run(List<String> arguments) throws IOException {
    List<String> command = program();
    command.addAll(ofARank(arguments));
    ProcessBuilder builder = Mpirun.of(ranks, command).inheritIO();
    builder.environment().put(STARTED, Integer.toString(ranks));
    Process started = builder.start();
    // Ctrl-C reaches mpirun by itself, as it belongs to the same terminal.
    try (Interruption _ =
        new Interruption(
            status -> {
              if (status != ExitStatus.INTERRUPTED) {
                started.destroy();
              }
            })) {
      return started.waitFor();
    } catch (InterruptedException ended) {
      started.destroy();
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  /** The launcher, or where there is none this JVM with its options. */
  private static List<String> program() {
    List<String> words = new ArrayList<>();
    String launcher = System.getProperty("capstan.command");
    if (launcher != null) {
      words.add(launcher);
      return words;
    }
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "capstan.mnist.command.Capstan"));
    return words;
  }

  private static List<String> ofARank(List<String> arguments) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--ranks")) {
        i++;
      } else if (!arguments.get(i).startsWith("--ranks=")) {
        words.add(arguments.get(i));
      }
    }
    words.add("--mpi");
    return words;
  }
}
