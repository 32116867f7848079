package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.Idx;
import capstan.capsnet.idx.IdxChoice;
import capstan.mnist.fetch.DataFetch;
import capstan.mnist.fetch.DataSource;
import capstan.mnist.fetch.FetchFailedException;
import capstan.mnist.fetch.FetchListener;
import capstan.mnist.fetch.FetchPatience;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLocationTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

  @TempDir Path folder;
  private final Dataset drawn = DrawnDigits.dataset(3, 2, 1, 1);

  /** A location whose only mirror is a port where nobody listens. */
  private DataLocation offline(Optional<Path> fromEnvironment) {
    return location(NOWHERE, fromEnvironment, IdxChoice.AUTOMATIC);
  }

  private DataLocation location(URI mirror, Optional<Path> fromEnvironment, IdxChoice choice) {
    DataSource source = new DataSource("MNIST", List.of(mirror), DataSource.MNIST.files());
    FetchPatience patience =
        new FetchPatience(Duration.ofSeconds(5), Duration.ofSeconds(5), 1, Duration.ZERO);
    return new DataLocation(
        folder.resolve("data/mnist"),
        fromEnvironment,
        new DataFetch(source, patience),
        () -> drawn,
        OptionalInt.empty(),
        choice,
        PictureForm.AS_THEY_ARE,
        1,
        PictureListener.SILENT);
  }

  @Test
  void readsTheFolderUnderTheWorkingFolder() throws IOException {
    Idx.folder(folder.resolve("data/mnist"), 7, 5);
    LocatedData found = offline(Optional.empty()).find(FetchListener.SILENT);
    assertThat(found.dataset().train().count()).isEqualTo(7);
    assertThat(found.notice()).isEmpty();
  }

  @Test
  void readsTheFolderThatTheEnvironmentNames() throws IOException {
    Idx.folder(folder.resolve("data/mnist"), 7, 5);
    Idx.folder(folder.resolve("elsewhere"), 3, 2);
    LocatedData found =
        offline(Optional.of(folder.resolve("elsewhere"))).find(FetchListener.SILENT);
    assertThat(found.dataset().train().count()).isEqualTo(3);
  }

  @Test
  void drawsDigitsAndSaysSoWithoutANetwork() throws IOException {
    LocatedData found = offline(Optional.empty()).find(FetchListener.SILENT);
    assertThat(found.dataset()).isSameAs(drawn);
    assertThat(found.notice()).contains("DRAWN DIGITS", "not MNIST", "127.0.0.1", "--data");
    assertThat(folder).isEmptyDirectory();
    assertThat(offline(Optional.empty()).drawn().notice()).isEmpty();
  }

  /** The network is there, and something else is wrong: drawn digits would hide it. */
  @Test
  void aFetchThatFailsOtherwiseIsAFailure() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
    server.start();
    try {
      URI mirror = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      DataLocation location = location(mirror, Optional.empty(), IdxChoice.AUTOMATIC);
      assertThatThrownBy(() -> location.find(FetchListener.SILENT))
          .isInstanceOf(FetchFailedException.class)
          .hasMessageContainingAll("HTTP status 404", "--data", "--drawn");
    } finally {
      server.stop(0);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void drawnDigitsReplaceNothingThatWasChosen() {
    IdxChoice letters = new IdxChoice(Optional.of("letters"), Optional.empty());
    assertThatThrownBy(
            () -> location(NOWHERE, Optional.empty(), letters).find(FetchListener.SILENT))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("no MNIST in", "127.0.0.1");
  }

  @Test
  void neverReplacesAFolderThatSomebodyNamed() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> offline(Optional.empty()).named(missing))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("missing: found no such folder");
    assertThatThrownBy(() -> offline(Optional.of(missing)).find(FetchListener.SILENT))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("missing: found no such folder");
    Idx.folder(folder.resolve("broken"), 3, 2);
    Files.write(folder.resolve("broken/t10k-labels-idx1-ubyte"), Idx.labels(3));
    assertThatThrownBy(() -> offline(Optional.empty()).named(folder.resolve("broken")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("3 labels");
  }

  @Test
  void neverReplacesABrokenFolderOfItsOwn() throws IOException {
    Idx.folder(folder.resolve("data/mnist"), 3, 2);
    Files.write(folder.resolve("data/mnist/train-images-idx3-ubyte"), Idx.labels(3));
    assertThatThrownBy(() -> offline(Optional.empty()).find(FetchListener.SILENT))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("0x00000801 (labels)");
  }

  @Test
  void classesWithoutImagesAreNamed() throws IOException {
    Path some = folder.resolve("some");
    Idx.folder(some, 3, 2);
    Files.write(
        some.resolve("train-labels-idx1-ubyte"), Idx.labels(3, (byte) 4, (byte) 4, (byte) 4));
    assertThat(offline(Optional.empty()).named(some).notice())
        .isEqualTo("No training image is of classes 0, 1, 2, 3, 5, 6, 7, 8, 9, of 10 classes.");
    Files.write(
        some.resolve("train-labels-idx1-ubyte"), Idx.labels(3, (byte) 2, (byte) 1, (byte) 3));
    Files.write(some.resolve("t10k-labels-idx1-ubyte"), Idx.labels(2, (byte) 2, (byte) 1));
    assertThat(offline(Optional.empty()).named(some).notice())
        .isEqualTo("No training image is of class 0, of 4 classes.");
  }
}
