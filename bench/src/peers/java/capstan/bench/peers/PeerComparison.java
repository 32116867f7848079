package capstan.bench.peers;

import capstan.bench.Peers;
import capstan.bench.measure.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs {@link PeerProcess} in a process of its own. The libraries read their settings from the
 * environment when they are loaded, and a JVM cannot change its own.
 */
public final class PeerComparison implements Peers {
  /** Made by the service loader. */
  public PeerComparison() {}

  @Override
  public int compare(int threads, String only, Optional<Path> parts) {
    if (PeerProcess.names().noneMatch(name -> name.contains(only))) {
      throw new IllegalStateException(
          "--only: no row's name contains \"" + only + "\" among " + PeerProcess.names().toList());
    }
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(threads), only));
    parts.ifPresent(file -> arguments.add(file.toString()));
    List<String> command =
        ChildJvm.command(
            // Native memory is given back by scopes, at once; the collector need not look after it.
            List.of("-Dorg.bytedeco.javacpp.nopointergc=true"),
            PeerProcess.class,
            arguments.toArray(new String[0]));
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
