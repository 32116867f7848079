package capstan.cublas;

import capstan.core.backend.BackendUnavailableException;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How cuBLAS is to be used.
 *
 * @param folders where the libraries are looked for before anywhere else
 * @param tf32 whether factors may be rounded to TF32 (10 bits after the point) on tensor cores;
 *     otherwise products are true float32
 * @param placement which products the device takes
 * @param times what adds up the time spent on the device; empty for no measurement
 */
public record CublasSettings(
    List<Path> folders, boolean tf32, Placement placement, Optional<DeviceTimes> times) {

  /** Which products the device takes. */
  public enum Placement {
    /** Those that the cost model expects to be faster there, their transfers included. */
    AUTO,
    /** All of them, for tests and measurements. */
    DEVICE,
    /** None of them. */
    PROCESSOR
  }

  /** Copies the list. */
  public CublasSettings {
    folders = List.copyOf(folders);
  }

  /**
   * What the system properties say: {@code capstan.cublas.path} (folders, separated as in a class
   * path), {@code capstan.cublas.math} (float32 or tf32) and {@code capstan.cublas.products} (auto,
   * device or processor).
   *
   * @throws BackendUnavailableException if one is malformed
   */
  public static CublasSettings fromProperties() {
    String path = System.getProperty("capstan.cublas.path", "");
    List<Path> folders =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();
    String math = oneOf("capstan.cublas.math", "float32", "tf32");
    String products = oneOf("capstan.cublas.products", "auto", "device", "processor");
    Placement placement = Placement.valueOf(products.toUpperCase(Locale.ROOT));
    return new CublasSettings(folders, math.equals("tf32"), placement, Optional.empty());
  }

  private static String oneOf(String property, String... values) {
    String found = System.getProperty(property, values[0]);
    if (!List.of(values).contains(found)) {
      throw new BackendUnavailableException(
          property + " must be one of " + String.join(", ", values) + ", found " + found);
    }
    return found;
  }

  /** The same with TF32 or without. */
  public CublasSettings withTf32(boolean wanted) {
    return new CublasSettings(folders, wanted, placement, times);
  }

  /** The same with another placement. */
  public CublasSettings withPlacement(Placement wanted) {
    return new CublasSettings(folders, tf32, wanted, times);
  }

  /** The same with a measurement. */
  public CublasSettings withTimes(DeviceTimes wanted) {
    return new CublasSettings(folders, tf32, placement, Optional.of(wanted));
  }
}
