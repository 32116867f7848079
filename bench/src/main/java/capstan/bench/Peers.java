package capstan.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The comparison with other libraries on the same machine. Its one implementation is compiled in
 * Maven's profile {@code peers} only, so that a plain build downloads none of them.
 */
public interface Peers {
  /** How to get an implementation, for people. */
  String HOW_TO_BUILD = "mvn -Ppeers -pl bench -am -Dmaven.test.skip=true package";

  /**
   * Measures ours and theirs in turn and prints both, with the ratio and its spread.
   *
   * @param threads how many threads each side computes with
   * @param only rows whose name contains this
   * @param parts where the times of the parts are written; empty for nowhere
   * @return the exit status: 0, or 1 if the sides do not compute the same thing
   */
  int compare(int threads, String only, Optional<Path> parts);

  /**
   * Runs the implementation.
   *
   * @param threads how many threads each side computes with
   * @param only rows whose name contains this
   * @param parts where the times of the parts are written; empty for nowhere
   * @return the exit status
   * @throws IllegalStateException if this build has none; the message says how to make one
   */
  static int run(int threads, String only, Optional<Path> parts) {
    return ServiceLoader.load(Peers.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "--peers: this build has no other libraries in it; build it with: "
                        + HOW_TO_BUILD))
        .compare(threads, only, parts);
  }
}
