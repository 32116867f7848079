package capstan.bench.peers;

import capstan.bench.Peers;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@link PeerProcess} in a process of its own. The libraries read their settings from the
 * environment when they are loaded, and a JVM cannot change its own.
 */
public final class PeerComparison implements Peers {
  /** Made by the service loader. */
  public PeerComparison() {}

  @Override
  public int compare(int threads) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // Native memory is given back by scopes, at once; the collector need not look after it.
    command.add("-Dorg.bytedeco.javacpp.nopointergc=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PeerProcess.class.getName());
    command.add(Integer.toString(threads));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    PeerEnvironment.set(builder.environment(), threads);
    try {
      return builder.start().waitFor();
    } catch (IOException failure) {
      throw new IllegalStateException("--peers: cannot start a process: " + failure.getMessage());
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
