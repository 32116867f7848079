package capstan.mnist.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is reached, and what it takes from those who ask.
 *
 * @param host address or name of the interface it listens on
 * @param port 0 for any free one
 * @param token what a request has to bring, if anything
 * @param keyStore for TLS; plain HTTP without
 * @param mostBody bytes of a request's body
 * @param mostImages images of one request
 * @param mostConnections at the same time
 * @param patience for a whole request to arrive, and for a client to take the answer
 */
public record ServerSettings(
    String host,
    int port,
    Optional<String> token,
    Optional<KeyStore> keyStore,
    int mostBody,
    int mostImages,
    int mostConnections,
    Duration patience) {

  /** Names of this machine among requests to it, and of the interface that only it can reach. */
  static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  /** Answers to Ctrl-C and SIGTERM end within ten seconds: so long may what is under way take. */
  static final Duration FAREWELL = Duration.ofSeconds(6);

  /** Whether only this machine can reach the server. */
  public boolean isLoopback() {
    return LOOPBACK.contains(host);
  }

  /**
   * A key store with the certificate.
   *
   * @param file PKCS12 or JKS
   * @param password of it
   */
  public record KeyStore(Path file, String password) {}
}
