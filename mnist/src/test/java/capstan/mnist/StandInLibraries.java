package capstan.mnist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The stand-in for CUDA's runtime and cuBLAS that core's tests hold, compiled for this module's.
 */
public final class StandInLibraries {
  private static final int NO_COMPILER = 3;

  private StandInLibraries() {}

  /** The folder with the libraries; empty, after a notice, on a machine without a C compiler. */
  public static Optional<Path> compile() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "stand-in").toAbsolutePath();
      Process build =
          new ProcessBuilder("sh", "../core/src/test/stand-in/build.sh", folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = build.waitFor();
      if (status == NO_COMPILER) {
        System.out.println("NOTICE: no C compiler (cc) was found: cuBLAS' calls are NOT TESTED");
        return Optional.empty();
      }
      if (status != 0) {
        throw new IllegalStateException("the stand-in for cuBLAS does not compile: " + said);
      }
      return Optional.of(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      throw new IllegalStateException(interruption);
    }
  }
}
