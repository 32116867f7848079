package capstan.mnist.session;

import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts this program again several times on this machine, as {@code mpirun} does.
 *
 * @param ranks how many times
 * @param err where signals are answered
 */
record LocalRanks(int ranks, PrintWriter err) {
  /** The environment variable by which ranks know that they were started here, and how many. */
  static final String STARTED = "CAPSTAN_LOCAL_RANKS";

  /**
   * Seconds that Open MPI gives ranks after Ctrl-C, or after one of them died: 1 by itself, where a
   * checkpoint may take longer.
   */
  private static final String PATIENCE = "5";

  /** Open MPI 4 looks for ssh otherwise, even where it starts nothing elsewhere. */
  private static final Map<String, String> HERE = Map.of("OMPI_MCA_plm", "isolated");

  /** Root may use a machine of its own as it likes, a container for one. */
  private static final Map<String, String> AS_ROOT =
      Map.of("OMPI_ALLOW_RUN_AS_ROOT", "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");

  /**
   * Runs to the end of all.
   *
   * @param arguments of this program, those that start ranks included
   * @return the exit status
   */
  int run(List<String> arguments) throws CommandFailure, IOException {
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", Integer.toString(ranks)));
    if (isOpenMpi()) {
      // A rank has several threads, and there may be more ranks than processors.
      command.addAll(List.of("--oversubscribe", "--bind-to", "none"));
    }
    command.addAll(program());
    command.addAll(ofARank(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    for (String launcher : List.of("OMPI", "PRTE")) {
      builder.environment().putIfAbsent(launcher + "_MCA_odls_base_sigkill_timeout", PATIENCE);
    }
    builder.environment().putAll(HERE);
    builder.environment().putAll(AS_ROOT);
    builder.environment().put(STARTED, Integer.toString(ranks));
    // UCX would take the signal by which the JVM notices a null.
    builder.environment().putIfAbsent("UCX_ERROR_SIGNALS", "");
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

  private static boolean isOpenMpi() throws CommandFailure, IOException {
    try {
      Process asked = new ProcessBuilder("mpirun", "--version").redirectErrorStream(true).start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said.contains("Open MPI") || said.contains("OpenRTE");
    } catch (IOException missing) {
      throw new CommandFailure(
          "--ranks: there is no mpirun on the PATH; install Open MPI or MPICH (docs/cluster.md)",
          missing);
    }
  }

  /** The launcher, or where there is none this JVM with its options. */
  private static List<String> program() {
    String launcher = System.getProperty("capstan.command");
    if (launcher != null) {
      return List.of(launcher);
    }
    List<String> words = new ArrayList<>();
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
