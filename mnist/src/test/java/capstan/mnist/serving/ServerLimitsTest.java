package capstan.mnist.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does not take, and whom it lets in. */
class ServerLimitsTest {
  @TempDir private static Path temporary;

  private static final List<String> SAID = Collections.synchronizedList(new ArrayList<>());

  private static DemoServer demo;

  @BeforeAll
  static void start() throws IOException {
    demo =
        new DemoServer(
            DemoServer.serve(DemoServer.settings(Optional.empty()), 64, temporary, SAID::add));
  }

  @AfterAll
  static void stop() {
    demo.close();
    assertThat(SAID).isEmpty();
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    HttpResponse<byte[]> words = demo.post("/predictions/demo", BodyPublishers.ofString("hello"));
    assertThat(words.statusCode()).isEqualTo(400);
    assertThat(DemoServer.text(words)).contains("the picture: found no picture, expected a PNG");
    byte[] cut = Arrays.copyOf(DemoServer.png(), 60);
    assertThat(demo.post("/predictions/demo", BodyPublishers.ofByteArray(cut)).statusCode())
        .isEqualTo(400);
    byte[] large = new byte[(1 << 20) + 1];
    HttpResponse<byte[]> tooLarge =
        demo.post("/predictions/demo", BodyPublishers.ofByteArray(large));
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(DemoServer.text(tooLarge)).contains("expected at most 1,048,576 bytes");
    // Chunked, so that the length is not known beforehand.
    assertThat(
            demo.post(
                    "/predictions/demo",
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))
                .statusCode())
        .isEqualTo(413);
  }

  /** A picture of 100 million pixels in 100 KB is thinned out while it is decoded, or refused. */
  @Test
  void aDecompressionBombHurtsNobody() throws IOException {
    BufferedImage picture = new BufferedImage(12_000, 9_000, BufferedImage.TYPE_BYTE_BINARY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    HttpResponse<byte[]> response =
        demo.post("/predictions/demo", BodyPublishers.ofByteArray(bytes.toByteArray()));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(DemoServer.text(response)).contains("\"error\"");
  }

  @Test
  void whoeverFindsTheQueueFullIsToldToComeAgain() throws IOException {
    try (InferenceServer small =
        DemoServer.serve(DemoServer.settings(Optional.empty()), 1, temporary, SAID::add)) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(small.address() + "/v2/models/demo/infer"))
              .POST(
                  BodyPublishers.ofString(
                      DemoServer.request(
                          "",
                          IntStream.range(0, 20)
                              .mapToObj(DemoServer::noise)
                              .toArray(float[][]::new))))
              .build();
      List<CompletableFuture<HttpResponse<byte[]>>> asked =
          IntStream.range(0, 30)
              .mapToObj(_ -> DemoServer.CLIENT.sendAsync(request, BodyHandlers.ofByteArray()))
              .toList();
      List<HttpResponse<byte[]>> answers = asked.stream().map(CompletableFuture::join).toList();
      assertThat(answers.stream().map(HttpResponse::statusCode).collect(Collectors.toSet()))
          .isEqualTo(Set.of(200, 429));
      assertThat(answers)
          .filteredOn(answer -> answer.statusCode() == 429)
          .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Basic eDp3cm9uZw==", "Basic !", "nonsense", ""})
  void asksForTheToken(String authorization) throws IOException {
    try (InferenceServer guarded =
        DemoServer.serve(DemoServer.settings(Optional.of("secret")), 64, temporary, SAID::add)) {
      URI models = URI.create(guarded.address() + "/models");
      HttpRequest.Builder wrong = HttpRequest.newBuilder(models);
      if (!authorization.isEmpty()) {
        wrong.header("Authorization", authorization);
      }
      HttpResponse<byte[]> refused = DemoServer.send(wrong);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      String basic =
          Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
      for (String right : List.of("Bearer secret", "bearer secret", "Basic " + basic)) {
        assertThat(
                DemoServer.send(HttpRequest.newBuilder(models).header("Authorization", right))
                    .statusCode())
            .isEqualTo(200);
      }
      URI live = URI.create(guarded.address() + "/v2/health/live");
      assertThat(DemoServer.send(HttpRequest.newBuilder(live)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anotherHostIsNotThisOne() throws IOException {
    assertThat(
            raw("GET /models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", _ -> {}))
        .startsWith("HTTP/1.1 421");
    assertThat(raw("nonsense\r\n\r\n", _ -> {})).startsWith("HTTP/1.1 400");
    assertThat(raw("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(5_000) + "\r\n", _ -> {}))
        .startsWith("HTTP/1.1 431");
  }

  /** A request of which a byte comes now and then is given up, whatever part of it is missing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /models HTTP/1.1\r\nHost: localhost\r\nX: ",
        "POST /predictions/demo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
      })
  void aSlowSenderIsGivenUp(String beginning) throws IOException {
    long start = System.nanoTime();
    raw(
        beginning,
        socket -> {
          try {
            for (int k = 0; k < 100; k++) {
              socket.getOutputStream().write('x');
              Thread.sleep(200);
            }
          } catch (IOException | InterruptedException closed) {
            // As is expected.
          }
        });
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(15);
    assertThat(demo.get("/v2/health/live").statusCode()).isEqualTo(200);
  }

  /** Nobody's patience ends while a request is computed, or where a connection is kept open. */
  @Test
  void aConnectionThatWaitsForItsNextRequestIsKept() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), demo.server().address().getPort())) {
      byte[] request =
          "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII);
      for (int k = 0; k < 3; k++) {
        socket.getOutputStream().write(request);
        byte[] answer = new byte[15];
        assertThat(socket.getInputStream().readNBytes(answer, 0, 15)).isEqualTo(15);
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        Thread.sleep(300);
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
      }
    }
  }

  @Test
  void aHalfClosedSocketHurtsNobody() throws IOException {
    String answer =
        raw(
            "POST /predictions/demo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nabc",
            socket -> {
              try {
                socket.shutdownOutput();
              } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
              }
            });
    assertThat(answer)
        .satisfiesAnyOf(
            each -> assertThat(each).startsWith("HTTP/1.1 400"),
            each -> assertThat(each).isEmpty());
    assertThat(demo.get("/v2/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsOneLine() {
    ServerSettings same =
        new ServerSettings(
            "127.0.0.1",
            demo.server().address().getPort(),
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            1,
            Duration.ofSeconds(1));
    assertThatThrownBy(() -> DemoServer.serve(same, 1, temporary, SAID::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + demo.server().address().getPort())
        .hasMessageContaining("in use");
  }

  private static String raw(String sent, Consumer<Socket> then) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), demo.server().address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      then.accept(socket);
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
