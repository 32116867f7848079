package capstan.mnist.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that fetches one file and ends. */
final class FetchingProcess {
  private FetchingProcess() {}

  static Process start(Path folder, URI mirror, long size, String sha256) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FetchingProcess.class.getName(),
            folder.toString(),
            mirror.toString(),
            Long.toString(size),
            sha256)
        .redirectErrorStream(true)
        .start();
  }

  /** Folder, mirror, size and checksum. */
  public static void main(String... arguments) throws IOException {
    DataSource.RemoteFile file =
        new DataSource.RemoteFile("digits.gz", Long.parseLong(arguments[2]), arguments[3]);
    FetchPatience patience =
        new FetchPatience(Duration.ofSeconds(20), Duration.ofSeconds(20), 1, Duration.ZERO);
    new DataFetch(
            new DataSource("test", List.of(URI.create(arguments[1])), List.of(file)), patience)
        .fetch(Path.of(arguments[0]), FetchListener.SILENT);
  }
}
