package capstan.mpi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * Two machines as far as MPI can see: namespaces of Linux with a network and a host name each,
 * connected by a cable of limited rate. Where they cannot be made, the test is skipped with a
 * notice.
 */
final class TwoMachines implements AutoCloseable {
  /** The name of the cable's end on each. */
  static final String CABLE = "capstan0";

  private static final long CARRIER_NANOSECONDS = 5_000_000_000L;

  private final String first = "capstan-a-" + ProcessHandle.current().pid();
  private final String second = "capstan-b-" + ProcessHandle.current().pid();
  private final Path agent;

  /**
   * Makes them.
   *
   * @param rate of the cable in each direction, such as 1gbit
   * @param folder for the program that reaches them
   */
  TwoMachines(String rate, Path folder) throws IOException {
    agent =
        Files.writeString(
            folder.resolve("agent"),
            """
            #!/bin/sh
            host=$1
            shift
            exec ip netns exec "$host" unshare --uts sh -c "hostname $host && $*"
            """);
    Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      run("ip netns add " + first);
      run("ip netns add " + second);
      run(
          "ip link add %s netns %s type veth peer name %s netns %s"
              .formatted(CABLE, first, CABLE, second));
      connect(first, "10.0.0.1", rate);
      connect(second, "10.0.0.2", rate);
      awaitCarrier(first);
      awaitCarrier(second);
      run(agent + " " + first + " true");
    } catch (IOException refused) {
      close();
      System.out.println(
          "NOTICE: no two machines in namespaces ("
              + refused.getMessage()
              + "): groups over a network are NOT TESTED");
      throw new TestAbortedException("no namespaces", refused);
    }
  }

  private static void connect(String machine, String address, String rate) throws IOException {
    run("ip -n %s addr add %s/24 dev %s".formatted(machine, address, CABLE));
    run("ip -n %s link set lo up".formatted(machine));
    run("ip -n %s link set %s up".formatted(machine, CABLE));
    run(
        "tc -n %s qdisc add dev %s root tbf rate %s burst 1mb latency 50ms"
            .formatted(machine, CABLE, rate));
  }

  /** UCX takes no device that is not known to be connected, which is found out within a second. */
  private static void awaitCarrier(String machine) throws IOException {
    String question = "ip -n %s link show %s".formatted(machine, CABLE);
    long end = System.nanoTime() + CARRIER_NANOSECONDS;
    while (!run(question).contains("state UP")) {
      if (System.nanoTime() > end) {
        throw new IOException(CABLE + " on " + machine + " does not come up");
      }
    }
  }

  /** An MPI that starts one rank on each. */
  InstalledMpi connect(InstalledMpi installed) {
    List<String> words =
        new ArrayList<>(List.of("ip", "netns", "exec", first, "unshare", "--uts", "sh", "-c"));
    words.addAll(List.of("hostname \"$0\" && exec \"$@\"", first, installed.command().getFirst()));
    words.addAll(
        switch (installed.family()) {
          case OPEN_MPI -> openMpi();
          default -> mpich();
        });
    return new InstalledMpi(installed.family(), words);
  }

  /** Each would bind its rank to its first processor, which is the same one. */
  private List<String> openMpi() {
    List<String> words = new ArrayList<>(List.of("--allow-run-as-root", "--bind-to", "none"));
    words.addAll(List.of("--host", first + ":1," + second + ":1"));
    for (String setting :
        List.of(
            "plm rsh",
            "plm_rsh_agent " + agent,
            "pml ob1",
            "btl tcp,self",
            "btl_tcp_if_include " + CABLE,
            "oob_tcp_if_include " + CABLE)) {
      words.add("--mca");
      words.addAll(List.of(setting.split(" ", 2)));
    }
    return words;
  }

  private List<String> mpich() {
    return List.of(
        "-launcher",
        "rsh",
        "-launcher-exec",
        agent.toString(),
        "-hosts",
        first + "," + second,
        "-iface",
        CABLE,
        "-genv",
        "UCX_TLS",
        "tcp,self",
        "-genv",
        "UCX_NET_DEVICES",
        CABLE);
  }

  private static String run(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }

  @Override
  public void close() {
    for (String machine : List.of(first, second)) {
      try {
        run("ip netns del " + machine);
      } catch (IOException wasNeverMade) {
        // There is nothing to take down.
      }
    }
  }
}
