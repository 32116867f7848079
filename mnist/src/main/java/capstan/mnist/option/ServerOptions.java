package capstan.mnist.option;

import capstan.mnist.argument.Range;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.serving.InferenceServer.Batching;
import capstan.mnist.serving.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a server is reached, and what it takes. */
public final class ServerOptions {
  /** The environment variable that may hold the token. */
  static final String TOKEN = "CAPSTAN_TOKEN";

  /** The environment variable that holds the password of the key store. */
  static final String PASSWORD = "CAPSTAN_KEYSTORE_PASSWORD";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MEBI = 1 << 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--host",
      order = 11,
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      description =
          "Interface to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}, this machine"
              + " alone).")
  private String host;

  @Range(least = 0, most = 65_535)
  @Option(
      names = "--port",
      order = 12,
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token",
      order = 13,
      paramLabel = "FILE",
      description = {
        "Ask for a bearer token, the first line of this file; without the option that of the"
            + " environment variable "
            + TOKEN
            + ", if it is set."
      })
  private Path token;

  @Option(
      names = "--keystore",
      order = 14,
      paramLabel = "FILE",
      description = {
        "Speak HTTPS with the certificate of this PKCS12 or JKS file; its password is in the"
            + " environment variable "
            + PASSWORD
            + "."
      })
  private Path keyStore;

  @Option(
      names = "--runs",
      order = 15,
      paramLabel = "DIR",
      defaultValue = RunPath.USUAL,
      description = "Folder whose runs are shown at /runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Range(least = 1, most = 4_096)
  @Option(
      names = "--max-batch",
      order = 21,
      paramLabel = "N",
      defaultValue = "64",
      description = "Images computed together at most (default: ${DEFAULT-VALUE}).")
  private int mostBatch;

  @Range(least = 0, most = 1_000)
  @Option(
      names = "--max-wait",
      order = 22,
      paramLabel = "MS",
      defaultValue = "2",
      description =
          "Milliseconds that a batch waits while fewer images wait than the one before had"
              + " (default: ${DEFAULT-VALUE}).")
  private int mostWait;

  @Range(least = 1, most = Range.MOST)
  @Option(
      names = "--max-queue",
      order = 23,
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Images that may wait; further requests are told to come again (default:"
              + " ${DEFAULT-VALUE}).")
  private int mostWaiting;

  @Range(least = 1, most = Range.MOST)
  @Option(
      names = "--max-images",
      order = 24,
      paramLabel = "N",
      defaultValue = "1024",
      description = "Images of one request (default: ${DEFAULT-VALUE}).")
  private int mostImages;

  @Range(least = 1, most = 1_024)
  @Option(
      names = "--max-body",
      order = 25,
      paramLabel = "MIB",
      defaultValue = "16",
      description = "Mebibytes of a request's body (default: ${DEFAULT-VALUE}).")
  private int mostBody;

  @Range(least = 1, most = 65_536)
  @Option(
      names = "--max-connections",
      order = 26,
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Connections at the same time; further ones wait to be accepted (default:"
              + " ${DEFAULT-VALUE}).")
  private int mostConnections;

  @Range(least = 1, most = 3_600)
  @Option(
      names = "--timeout",
      order = 27,
      paramLabel = "S",
      defaultValue = "30",
      description =
          "Seconds for a whole request to arrive, and that a silent connection is kept (default:"
              + " ${DEFAULT-VALUE}).")
  private int timeout;

  /** How batches are formed. */
  public Batching batching() {
    return new Batching(mostBatch, mostWaiting, Duration.ofMillis(mostWait));
  }

  /** The folder of runs to show. */
  public Path runs() {
    return runs;
  }

  /**
   * All of it.
   *
   * @param environment variables by their names
   * @throws IOException if the file of the token cannot be read or is empty; the message is one
   *     line
   */
  public ServerSettings settings(Map<String, String> environment) throws IOException {
    return new ServerSettings(
        host,
        port,
        token(environment),
        keyStore(environment),
        mostBody * MEBI,
        mostImages,
        mostConnections,
        Duration.ofSeconds(timeout));
  }

  private Optional<String> token(Map<String, String> environment) throws IOException {
    String found = environment.get(TOKEN);
    String from = TOKEN;
    if (token != null) {
      from = "--token: " + token;
      found = Files.readString(token).lines().findFirst().orElse("");
    }
    if (found != null && found.isBlank()) {
      throw new IOException(from + ": found nothing, expected a token");
    }
    return Optional.ofNullable(found).map(String::strip);
  }

  private Optional<ServerSettings.KeyStore> keyStore(Map<String, String> environment)
      throws IOException {
    if (keyStore == null) {
      return Optional.empty();
    }
    if (!Files.isReadable(keyStore)) {
      throw new IOException("--keystore: " + keyStore + " cannot be read");
    }
    String password = environment.get(PASSWORD);
    if (password == null) {
      throw new UsageException(
          spec, "--keystore needs its password in the environment variable " + PASSWORD);
    }
    try {
      KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IOException(
          "--keystore: %s cannot be opened with the password in %s".formatted(keyStore, PASSWORD),
          unusable);
    }
    return Optional.of(new ServerSettings.KeyStore(keyStore, password));
  }
}
