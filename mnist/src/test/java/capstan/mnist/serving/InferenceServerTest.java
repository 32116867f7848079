package capstan.mnist.serving;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.inference.BatchClassifier;
import capstan.capsnet.inference.SavedModel;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.demo.DemoModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceServerTest {
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
  void tellsWhatItIs() {
    assertThat(DemoServer.text(demo.get("/v2")))
        .contains("\"name\":\"capstan\"", "binary_tensor_data");
    assertThat(DemoServer.text(demo.get("/v2/health/live"))).isEqualTo("{\"live\":true}");
    assertThat(DemoServer.text(demo.get("/v2/health/ready"))).isEqualTo("{\"ready\":true}");
    assertThat(DemoServer.text(demo.get("/v2/models/demo")))
        .contains(
            "\"versions\":[\"1\"]",
            "\"inputs\":[{\"name\":\"images\",\"datatype\":\"FP32\",\"shape\":[-1,28,28,1]}]",
            "{\"name\":\"lengths\",\"datatype\":\"FP32\",\"shape\":[-1,10]}",
            "{\"name\":\"class\",\"datatype\":\"INT64\",\"shape\":[-1]}",
            "{\"name\":\"poses\",\"datatype\":\"FP32\",\"shape\":[-1,10,16]}",
            "{\"name\":\"reconstruction\",\"datatype\":\"FP32\",\"shape\":[-1,28,28,1]}");
    assertThat(DemoServer.text(demo.get("/v2/models/demo/versions/1")))
        .isEqualTo(DemoServer.text(demo.get("/v2/models/demo")));
    assertThat(DemoServer.text(demo.get("/v2/models/demo/versions/1/ready")))
        .contains("\"ready\":true");
    assertThat(DemoServer.text(demo.get("/models")))
        .contains("\"handwriting\":true", "\"measured\":[{\"class\":");
    assertThat(DemoServer.text(demo.get("/samples/demo"))).contains("\"class\":\"9\"");
    assertThat(DemoServer.text(demo.get("/"))).contains("<html");
    assertThat(DemoServer.text(demo.get("/runs"))).contains("No runs");
  }

  @Test
  void infersWhatTheClassifierSays() throws IOException {
    SavedModel saved = DemoModel.load();
    List<float[]> images = List.of(DemoServer.one(), DemoServer.noise(1), DemoServer.noise(2));
    try (Backend backend = Backends.lookup("auto", 2).backend()) {
      BatchClassifier classifier = new BatchClassifier(saved.model(), backend, 8);
      String lengths =
          classifier.answer(images).stream()
              .flatMap(answer -> answer.prediction().orElseThrow().scores().stream())
              .map(String::valueOf)
              .collect(Collectors.joining(","));
      String answer =
          DemoServer.text(
              demo.infer(
                  DemoServer.request(
                      ", \"outputs\": [{\"name\": \"lengths\"}, {\"name\": \"class\"}]",
                      images.toArray(float[][]::new))));
      assertThat(answer)
          .startsWith("{\"model_name\":\"demo\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":[")
          .contains("\"shape\":[3,10],\"datatype\":\"FP32\",\"data\":[" + lengths + "]")
          .contains("{\"name\":\"class\",\"shape\":[3],\"datatype\":\"INT64\",\"data\":[1,");
    }
    assertThat(DemoServer.text(demo.infer(DemoServer.request("", DemoServer.one()))))
        .contains("lengths", "\"shape\":[1,10,16]", "\"name\":\"reconstruction\",\"shape\":[1,28");
  }

  @Test
  void takesAndGivesBytes() {
    String json =
        """
        {"inputs": [{"name": "images", "datatype": "UINT8", "shape": [1, 784],
           "parameters": {"binary_data_size": 784}}],
         "outputs": [{"name": "class", "parameters": {"binary_data": true}},
           {"name": "lengths", "parameters": {"binary_data": true}}]}\
        """;
    byte[] body = Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), json.length() + 28 * 28);
    float[] one = DemoServer.one();
    for (int k = 0; k < 28 * 28; k++) {
      body[json.length() + k] = (byte) (255 * one[k]);
    }
    HttpResponse<byte[]> response =
        DemoServer.send(
            demo.to("/v2/models/demo/infer")
                .header("Inference-Header-Content-Length", String.valueOf(json.length()))
                .POST(BodyPublishers.ofByteArray(body)));
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    ByteBuffer tail =
        ByteBuffer.wrap(response.body(), length, response.body().length - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(tail.remaining()).isEqualTo(8 + 4 * 10);
    assertThat(tail.getLong()).isEqualTo(1);
    tail.getFloat();
    assertThat(tail.getFloat()).isGreaterThan(0.5f);
    assertThat(new String(response.body(), 0, length, StandardCharsets.UTF_8))
        .contains("\"parameters\":{\"binary_data_size\":8}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | 400 | malformed JSON",
        "[] | 400 | another kind of value",
        "null | 400 | found null",
        "{} | 400 | found 0 inputs",
        "{\"inputs\": [null]} | 400 | expected one",
        "{\"inputs\": [{\"name\": \"x\"}]} | 400 | an input x, expected images",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 5], \"datatype\": \"FP32\","
            + " \"data\": [1]}]} | 400 | the shape [1, 5], expected [n, 28, 28, 1] or [n, 784]",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 784], \"datatype\": \"FP32\","
            + " \"data\": [1]}]} | 400 | has 1 numbers, expected 784",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 784], \"datatype\": \"FP32\","
            + " \"data\": [NaN]}]} | 400 | malformed JSON",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 784], \"datatype\": \"FP32\","
            + " \"data\": [1e99]}]} | 400 | has 1 numbers",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 784], \"datatype\": \"FP64\","
            + " \"data\": [1]}]} | 400 | type FP64, expected FP32",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [99999, 784], \"datatype\": \"FP32\","
            + " \"data\": [1]}]} | 413 | 99,999 images, expected at most 20",
        "{\"inputs\": [{\"name\": \"images\", \"shape\": [1, 784], \"datatype\": \"FP32\"}]}"
            + " | 400 | neither",
        "{\"inputs\": [], \"inputs\": []} | 400 | Duplicate",
      })
  void refusesWhatMakesNoSense(String json, int status, String reason) {
    HttpResponse<byte[]> response = demo.infer(json);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(DemoServer.text(response))
        .startsWith("{\"error\":\"")
        .contains(reason)
        .doesNotContain("java");
  }

  @Test
  void refusesNumbersOutsideTheImage() {
    float[] pixels = DemoServer.one();
    pixels[3] = 255;
    HttpResponse<byte[]> response = demo.infer(DemoServer.request("", pixels));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(DemoServer.text(response))
        .contains("holds 255.0, expected numbers from 0 to 1 in FP32");
    assertThat(
            DemoServer.text(
                demo.infer(
                    DemoServer.request(", \"outputs\": [{\"name\": \"x\"}]", DemoServer.one()))))
        .contains("an output x, expected one of lengths, class, poses, reconstruction");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /v2/models/other, 404",
    "GET, /v2/models/demo/versions/2, 404",
    "GET, /v2/models/demo/infer, 405",
    "POST, /v2/health/live, 405",
    "POST, /models, 405",
    "GET, /predictions/demo, 405",
    "POST, /predictions/other, 404",
    "GET, /runs/none, 404",
    "GET, /runs/..%2f..%2fetc, 400",
    "GET, /page.java, 404",
  })
  void answersWithTheRightStatus(String method, String path, int status) {
    HttpResponse<byte[]> response =
        DemoServer.send(demo.to(path).method(method, BodyPublishers.ofString("x")));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(DemoServer.text(response)).contains("\"error\"");
  }

  @Test
  void readsPictures() throws IOException {
    HttpResponse<byte[]> raw =
        demo.post("/predictions/demo", BodyPublishers.ofByteArray(DemoServer.png()));
    assertThat(DemoServer.text(raw))
        .startsWith(
            "{\"model\":\"demo\",\"version\":\"1\",\"class\":\"1\",\"label\":1,\"classes\":[{")
        .doesNotContain("\"seen\"");
    String boundary = "xxBOUNDARYxx";
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(DemoServer.png());
    form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    HttpResponse<byte[]> uploaded =
        DemoServer.send(
            demo.to("/predictions/demo")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArray(form.toByteArray())));
    assertThat(DemoServer.text(uploaded)).isEqualTo(DemoServer.text(raw));
    assertThat(
            DemoServer.text(
                demo.post(
                    "/predictions/demo?seen&poses&reconstruction&routing",
                    BodyPublishers.ofByteArray(DemoServer.png()))))
        .contains(
            "\"seen\":[", "\"poses\":[[", "\"reconstruction\":[", "\"routing\":[{\"lengths\"");
    HttpResponse<byte[]> drawn =
        demo.post("/predictions/demo?reconstruct", BodyPublishers.ofByteArray(DemoServer.png()));
    assertThat(ImageIO.read(new java.io.ByteArrayInputStream(drawn.body()))).isNotNull();
  }

  @Test
  void drawsCapsules() {
    String pose = Arrays.toString(new float[16]);
    assertThat(
            DemoServer.text(
                demo.post(
                    "/drawings/demo",
                    BodyPublishers.ofString("{\"label\": 3, \"pose\": " + pose + "}"))))
        .startsWith("{\"pixels\":[");
    for (String wrong :
        List.of(
            "{}",
            "{\"label\": 10, \"pose\": " + pose + "}",
            "{\"label\": 3, \"pose\": [1]}",
            "{\"label\": 3, \"pose\": [1e99" + ",0".repeat(15) + "]}")) {
      assertThat(demo.post("/drawings/demo", BodyPublishers.ofString(wrong)).statusCode())
          .isEqualTo(400);
    }
  }

  /** Bit for bit, however many ask at the same time. */
  @Test
  void anAnswerDoesNotDependOnWhoElseAsks() {
    List<String> bodies =
        IntStream.range(0, 12)
            .mapToObj(
                seed ->
                    DemoServer.request(
                        ", \"outputs\": [{\"name\": \"poses\"}]", DemoServer.noise(seed)))
            .toList();
    List<String> alone = bodies.stream().map(body -> DemoServer.text(demo.infer(body))).toList();
    for (int round = 0; round < 5; round++) {
      List<CompletableFuture<String>> asked =
          bodies.stream()
              .map(
                  body ->
                      DemoServer.CLIENT
                          .sendAsync(
                              demo.to("/v2/models/demo/infer")
                                  .POST(BodyPublishers.ofString(body))
                                  .build(),
                              BodyHandlers.ofByteArray())
                          .thenApply(DemoServer::text))
              .toList();
      assertThat(asked.stream().map(CompletableFuture::join).toList()).isEqualTo(alone);
    }
    assertThat(DemoServer.text(demo.get("/metrics")))
        .contains("capstan_batch_images_count", "capstan_queue_images 0.0")
        .contains("capstan_requests_total{endpoint=\"infer\",status=\"200\"}");
  }
}
