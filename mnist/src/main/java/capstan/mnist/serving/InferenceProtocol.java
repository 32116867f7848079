package capstan.mnist.serving;

import capstan.capsnet.model.ImageExtents;
import capstan.mnist.text.Json;
import capstan.mnist.text.ManifestVersion;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The Open Inference Protocol, version 2, over HTTP: what a server is, whether it is ready, what
 * its networks take and give, and inference.
 */
record InferenceProtocol(ServedModels models, Engine engine, ServerSettings settings) {
  /** Says how much of a body is JSON, where bytes of tensors follow. */
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private record ServerMetadata(String name, String version, List<String> extensions) {}

  private record Live(boolean live) {}

  private record Ready(String name, boolean ready) {}

  private record ModelMetadata(
      String name,
      List<String> versions,
      String platform,
      List<InferenceOutputs.TensorMetadata> inputs,
      List<InferenceOutputs.TensorMetadata> outputs) {}

  private record Response(
      @JsonProperty("model_name") String modelName,
      @JsonProperty("model_version") String modelVersion,
      String id,
      List<InferenceOutputs.Output> outputs) {}

  /**
   * Answers what is below {@code /v2}.
   *
   * @param path without it
   * @throws RefusedRequestException as the protocol wants it: 404 for what is not there, 400 for
   *     what makes no sense
   */
  void handle(Exchange exchange, List<String> path) throws RefusedRequestException {
    if (path.isEmpty()) {
      requireGet(exchange);
      exchange.json(
          new ServerMetadata("capstan", ManifestVersion.version(), List.of("binary_tensor_data")));
    } else if (path.equals(List.of("health", "live"))) {
      requireGet(exchange);
      exchange.json(new Live(true));
    } else if (path.equals(List.of("health", "ready"))) {
      requireGet(exchange);
      exchange.json(new Ready(null, true));
    } else if (path.size() >= 2 && path.getFirst().equals("models")) {
      boolean versioned = path.size() >= 4 && path.get(2).equals("versions");
      ServedModel model =
          versioned ? models.named(path.get(1), path.get(3)) : models.named(path.get(1));
      handle(exchange, model, path.subList(versioned ? 4 : 2, path.size()));
    } else {
      throw RefusedRequestException.missing("nothing at " + exchange);
    }
  }

  private void handle(Exchange exchange, ServedModel model, List<String> rest)
      throws RefusedRequestException {
    if (rest.isEmpty()) {
      requireGet(exchange);
      exchange.json(metadata(model));
    } else if (rest.equals(List.of("ready"))) {
      requireGet(exchange);
      exchange.json(new Ready(model.name(), true));
    } else if (rest.equals(List.of("infer"))) {
      Router.requireMethod(exchange, "POST");
      infer(exchange, model);
    } else {
      throw RefusedRequestException.missing("nothing at " + exchange);
    }
  }

  private static void requireGet(Exchange exchange) throws RefusedRequestException {
    Router.requireMethod(exchange, "GET");
  }

  private static ModelMetadata metadata(ServedModel model) {
    ImageExtents image = model.model().configuration().image();
    List<Integer> shape = List.of(-1, image.height(), image.width(), image.channels());
    return new ModelMetadata(
        model.name(),
        List.of(model.version()),
        "capstan",
        List.of(new InferenceOutputs.TensorMetadata(InferenceRequest.IMAGES, "FP32", shape)),
        InferenceOutputs.of(model.model()));
  }

  private void infer(Exchange exchange, ServedModel model) throws RefusedRequestException {
    byte[] body = exchange.body();
    int length = jsonLength(exchange, body.length);
    InferenceRequest request =
        Exchange.read(
            length == body.length ? body : Arrays.copyOf(body, length), InferenceRequest.class);
    List<InferenceOutputs.Wanted> wanted = InferenceOutputs.wanted(model.model(), request);
    ImageExtents image = model.model().configuration().image();
    List<float[]> images =
        request.images(
            image.height(),
            image.width(),
            image.channels(),
            settings.mostImages(),
            ByteBuffer.wrap(body, length, body.length - length));
    Engine.Answers answers = engine.answer(model, images);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    List<InferenceOutputs.Output> outputs =
        new InferenceOutputs(model, engine).of(answers.each(), wanted, tail);
    Response response = new Response(model.name(), answers.version(), request.id(), outputs);
    if (wanted.stream().noneMatch(InferenceOutputs.Wanted::binary)) {
      exchange.json(response);
      return;
    }
    byte[] json = Json.of(response).getBytes(StandardCharsets.UTF_8);
    exchange.header(JSON_LENGTH, String.valueOf(json.length));
    byte[] bytes = tail.toByteArray();
    byte[] whole = Arrays.copyOf(json, json.length + bytes.length);
    System.arraycopy(bytes, 0, whole, json.length, bytes.length);
    exchange.answer(200, "application/octet-stream", whole);
  }

  /** How much of a body is JSON: all, unless a header says otherwise. */
  private static int jsonLength(Exchange exchange, int whole) throws RefusedRequestException {
    String said = exchange.header(JSON_LENGTH);
    if (said.isEmpty()) {
      return whole;
    }
    if (!said.matches("\\d{1,9}") || Integer.parseInt(said) > whole) {
      throw RefusedRequestException.malformed(
          "%s: found %s, expected at most the body's %,d bytes"
              .formatted(JSON_LENGTH, said, whole));
    }
    return Integer.parseInt(said);
  }
}
