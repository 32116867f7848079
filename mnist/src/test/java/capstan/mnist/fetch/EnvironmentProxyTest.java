package capstan.mnist.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.InvalidDataException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which proxy a download goes through. */
class EnvironmentProxyTest {
  private static final FetchPatience PATIENCE =
      new FetchPatience(Duration.ofSeconds(10), Duration.ofSeconds(10), 1, Duration.ZERO);
  private static final byte[] CONTENTS = "digits".getBytes(StandardCharsets.US_ASCII);
  private static final DataSource.RemoteFile FILE =
      new DataSource.RemoteFile(
          "digits.gz", 6, "cc6b6bad31a0ff4d6dfd4953a6346a1c463d884723898a2af964b998e5499e22");

  @TempDir Path folder;

  private static Optional<ProxySelector> selector(Map<String, String> environment)
      throws IOException {
    return selector(environment, new Properties());
  }

  private static Optional<ProxySelector> selector(Map<String, String> environment, Properties java)
      throws IOException {
    HttpClient.Builder client = HttpClient.newBuilder();
    EnvironmentProxy.install(client, environment, java);
    try (HttpClient made = client.build()) {
      return made.proxy();
    }
  }

  /** HOST:PORT of the proxy that an address is asked through, or "direct". */
  private static String proxy(Map<String, String> environment, String address) throws IOException {
    var chosen = selector(environment).orElseThrow().select(URI.create(address)).getFirst();
    return chosen.address() instanceof InetSocketAddress proxy
        ? proxy.getHostString() + ":" + proxy.getPort()
        : "direct";
  }

  @Test
  void eachSchemeHasItsVariable() throws IOException {
    Map<String, String> both =
        Map.of("https_proxy", "http://one:3128", "HTTP_PROXY", "two:8080/", "ALL_PROXY", "three");
    assertThat(proxy(both, "https://a.org/x")).isEqualTo("one:3128");
    assertThat(proxy(both, "http://a.org/x")).isEqualTo("two:8080");
    assertThat(proxy(Map.of("ALL_PROXY", "three"), "https://a.org/")).isEqualTo("three:80");
    assertThat(proxy(Map.of("HTTPS_PROXY", "http://[::1]:99"), "https://a.org/"))
        .isEqualTo("[::1]:99");
    assertThat(proxy(Map.of("HTTPS_PROXY", "big:1", "https_proxy", "small:2"), "https://a.org/"))
        .isEqualTo("small:2");
    assertThat(proxy(Map.of("HTTPS_PROXY", "big:1", "https_proxy", ""), "https://a.org/"))
        .isEqualTo("direct");
    assertThat(proxy(Map.of(), "https://a.org/")).isEqualTo("direct");
    assertThat(proxy(Map.of("http_proxy", "one"), "https://a.org/")).isEqualTo("direct");
  }

  @Test
  void someHostsAreAskedWithoutOne() throws IOException {
    Map<String, String> environment =
        Map.of(
            "https_proxy",
            "one:1",
            "no_proxy",
            "localhost, .inner.org,a.org:443 *.b.org,c.org:8443");
    for (String direct :
        List.of(
            "localhost", "x.inner.org", "inner.org", "a.org", "X.A.org", "x.b.org", "c.org:8443")) {
      assertThat(proxy(environment, "https://" + direct + "/x")).as(direct).isEqualTo("direct");
    }
    for (String other : List.of("outer.org", "xinner.org", "a.org:444", "c.org")) {
      assertThat(proxy(environment, "https://" + other + "/x")).as(other).isEqualTo("one:1");
    }
    assertThat(proxy(Map.of("https_proxy", "one:1", "NO_PROXY", "*"), "https://a.org/"))
        .isEqualTo("direct");
  }

  @Test
  void javasOwnPropertiesComeFirst() throws IOException {
    for (String property : List.of("https.proxyHost", "http.proxyHost", "socksProxyHost")) {
      Properties java = new Properties();
      java.setProperty(property, "mine");
      assertThat(selector(Map.of("https_proxy", "one:1"), java)).as(property).isEmpty();
    }
  }

  @Test
  void whatIsNoProxyIsRefusedWithoutItsPassword() {
    for (String wrong :
        List.of(
            "socks5://me:secret@one:1",
            "https://me:secret@one",
            "http://",
            "me:secret@",
            "one:99999",
            "one:0",
            "a b://x")) {
      assertThatThrownBy(() -> selector(Map.of("https_proxy", wrong)))
          .as(wrong)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContainingAll("https_proxy: found ", "expected http://HOST:PORT")
          .message()
          .doesNotContain("secret");
    }
  }

  @Test
  void aDownloadGoesThroughIt() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          String user = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
          if (user == null) {
            exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
            exchange.sendResponseHeaders(407, -1);
          } else {
            asked.add(exchange.getRequestURI() + " " + user);
            exchange.sendResponseHeaders(200, CONTENTS.length);
            exchange.getResponseBody().write(CONTENTS);
          }
          exchange.close();
        });
    proxy.start();
    try {
      // No name server knows the mirror: only the proxy can.
      fetch(
          "http://mirror.invalid/",
          Map.of("http_proxy", "http://me:p%40ss@127.0.0.1:" + proxy.getAddress().getPort()));
    } finally {
      proxy.stop(0);
    }
    String user = Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.US_ASCII));
    assertThat(asked).containsOnly("http://mirror.invalid/digits.gz Basic " + user);
    assertThat(folder.resolve("digits.gz")).hasBinaryContent(CONTENTS);
  }

  @Test
  void aTunnelThatIsRefusedIsNoMissingNetwork() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      Thread server =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (Socket socket = proxy.accept()) {
                      byte[] request = new byte[4096];
                      int length = socket.getInputStream().read(request);
                      asked.add(new String(request, 0, length, StandardCharsets.US_ASCII));
                      socket
                          .getOutputStream()
                          .write(
                              "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
                                  .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                      asked.add(e.toString());
                    }
                  });
      assertThatThrownBy(
              () ->
                  fetch(
                      "https://mirror.invalid/",
                      Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.getLocalPort())))
          .isInstanceOf(FetchFailedException.class)
          .hasMessageContaining("the proxy refuses: HTTP status 403")
          .satisfies(e -> assertThat(((FetchFailedException) e).withoutNetwork()).isFalse());
      server.join();
      assertThat(asked.getFirst()).startsWith("CONNECT mirror.invalid:443 HTTP/1.1");
    }
  }

  private void fetch(String mirror, Map<String, String> environment) throws IOException {
    DataSource source = new DataSource("test", List.of(URI.create(mirror)), List.of(FILE));
    new DataFetch(source, PATIENCE, environment).fetch(folder, FetchListener.SILENT);
  }
}
