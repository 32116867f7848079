package capstan.capsnet.idx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real MNIST files, where this machine has them: tests that need them are skipped elsewhere.
 */
public final class RealMnist {
  private RealMnist() {}

  /**
   * The folder named by {@code CAPSTAN_DATA}, or {@code shared/data/mnist} beside a folder above
   * the one the test runs in.
   */
  public static Optional<Path> folder() {
    String named = System.getenv("CAPSTAN_DATA");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolveSibling("shared").resolve("data/mnist"))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
