package capstan.mnist.serving;

import capstan.capsnet.inference.SavedModel;
import capstan.core.backend.Backends;
import capstan.mnist.demo.DemoModel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** A server of the network that comes along, and requests to it. */
record DemoServer(InferenceServer server) implements AutoCloseable {
  private static final int NUMBERS = 28 * 28;

  /** With requests; short, as tests wait for its end. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Sends requests. */
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  static ServerSettings settings(Optional<String> token) {
    return new ServerSettings("127.0.0.1", 0, token, Optional.empty(), 1 << 20, 20, 64, PATIENCE);
  }

  static InferenceServer serve(ServerSettings settings, int queue, Path runs, Consumer<String> say)
      throws IOException {
    SavedModel saved = DemoModel.load();
    return new InferenceServer(
        List.of(new NetworkSource("demo", saved.file(), saved, DemoModel.words())),
        Backends.lookup("auto", 2).backend(),
        new InferenceServer.Batching(8, queue, Duration.ofMillis(2)),
        settings,
        runs,
        say);
  }

  static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  HttpResponse<byte[]> get(String path) {
    return send(to(path));
  }

  HttpResponse<byte[]> post(String path, BodyPublisher body) {
    return send(to(path).POST(body));
  }

  HttpResponse<byte[]> infer(String json) {
    return post("/v2/models/demo/infer", BodyPublishers.ofString(json));
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** A stroke from top to bottom. */
  static float[] one() {
    float[] pixels = new float[NUMBERS];
    for (int y = 5; y < 23; y++) {
      pixels[28 * y + 13] = 1;
      pixels[28 * y + 14] = 1;
    }
    return pixels;
  }

  static float[] noise(int seed) {
    float[] pixels = new float[NUMBERS];
    java.util.Random random = new java.util.Random(seed);
    for (int k = 0; k < NUMBERS; k++) {
      pixels[k] = random.nextInt(256) / 255f;
    }
    return pixels;
  }

  static String request(String more, float[]... images) {
    String data =
        Arrays.stream(images)
            .map(Arrays::toString)
            .map(row -> row.substring(1, row.length() - 1))
            .collect(Collectors.joining(", "));
    return """
    {"id": "7", "inputs": [{"name": "images", "datatype": "FP32", "shape": [%d, 28, 28, 1],
      "data": [%s]}]%s}\
    """
        .formatted(images.length, data, more);
  }

  static byte[] png() throws IOException {
    BufferedImage picture = new BufferedImage(100, 120, BufferedImage.TYPE_INT_RGB);
    var pen = picture.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 100, 120);
    pen.setColor(Color.BLACK);
    pen.fillRect(46, 15, 9, 90);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    server.close();
  }
}
