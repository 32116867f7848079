package capstan.mnist.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Downloads a {@link DataSource}. A file grows under its name and {@code .part}, from any mirror in
 * turn, and takes its own name only once its checksum holds; what an interrupted download left is
 * continued where it stopped. Of several downloads into one folder each waits for the one before.
 *
 * @param source what to fetch, and from where
 * @param patience how long to try
 * @param environment may name proxies
 */
public record DataFetch(
    DataSource source, FetchPatience patience, Map<String, String> environment) {
  /** Copies the environment. */
  public DataFetch {
    environment = Map.copyOf(environment);
  }

  /**
   * Prepares a download.
   *
   * @param source what to fetch, and from where
   * @param patience how long to try
   */
  public DataFetch(DataSource source, FetchPatience patience) {
    this(source, patience, System.getenv());
  }

  /**
   * Fetches every file that is not there yet with the right checksum.
   *
   * @param folder where to; created if need be
   * @param listener receives how it goes
   * @throws FetchFailedException if no mirror gives a file
   * @throws InterruptedIOException if the thread is interrupted
   * @throws IOException if the folder cannot be written
   */
  public void fetch(Path folder, FetchListener listener) throws IOException {
    HttpClient.Builder settings =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience.answer());
    EnvironmentProxy.install(settings, environment, System.getProperties());
    HttpClient client = settings.build();
    try (FetchLock lock = new FetchLock(folder, listener)) {
      for (DataSource.RemoteFile file : source.files()) {
        if (holds(folder.resolve(file.name()), file)) {
          listener.present(file.name());
        } else {
          new Download(file, folder, client, patience, lock, listener).run(source.mirrors());
        }
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the download of " + source.title() + " was interrupted");
    } finally {
      client.shutdownNow();
    }
  }

  /**
   * Whether a file is the published one.
   *
   * @param path where it may be
   * @param file what it should be
   */
  static boolean holds(Path path, DataSource.RemoteFile file) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.size()
        && sha256(path).equals(file.sha256());
  }

  private static String sha256(Path path) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
