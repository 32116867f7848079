package capstan.mnist.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code mpirun} that is found, for ranks on this machine. */
public final class Mpirun {
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

  private Mpirun() {}

  /**
   * What starts a program several times, as the ranks of one group.
   *
   * @param ranks how many times
   * @param program its command
   * @throws IOException if there is no mpirun; the message is one line for users of {@code --ranks}
   */
  public static ProcessBuilder of(int ranks, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(List.of("mpirun", "-n", Integer.toString(ranks)));
    if (isOpenMpi()) {
      // A rank has several threads, and there may be more ranks than processors.
      command.addAll(List.of("--oversubscribe", "--bind-to", "none"));
    }
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    for (String launcher : List.of("OMPI", "PRTE")) {
      builder.environment().putIfAbsent(launcher + "_MCA_odls_base_sigkill_timeout", PATIENCE);
    }
    builder.environment().putAll(HERE);
    builder.environment().putAll(AS_ROOT);
    // UCX would take the signal by which the JVM notices a null.
    builder.environment().putIfAbsent("UCX_ERROR_SIGNALS", "");
    return builder;
  }

  private static boolean isOpenMpi() throws IOException {
    try {
      Process asked = new ProcessBuilder("mpirun", "--version").redirectErrorStream(true).start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said.contains("Open MPI") || said.contains("OpenRTE");
    } catch (IOException missing) {
      throw new IOException(
          "--ranks: there is no mpirun on the PATH; install Open MPI or MPICH (docs/cluster.md)",
          missing);
    }
  }
}
