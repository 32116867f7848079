package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.core.Tensor;
import capstan.mnist.text.Json;
import capstan.mnist.text.ManifestVersion;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The Open Inference Protocol, version 2, over HTTP: what a server is, whether it is ready, what
 * its networks take and give, and inference.
 */
final class InferenceProtocol {
  /** Says how much of a body is JSON, where bytes of tensors follow. */
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private static final String SCORES = "lengths";
  private static final String LOGITS = "logits";
  private static final String CLASS = "class";
  private static final String POSES = "poses";
  private static final String RECONSTRUCTION = "reconstruction";

  private final ServedModels models;
  private final Engine engine;
  private final ServerSettings settings;

  InferenceProtocol(ServedModels models, Engine engine, ServerSettings settings) {
    this.models = models;
    this.engine = engine;
    this.settings = settings;
  }

  private record ServerMetadata(String name, String version, List<String> extensions) {}

  private record Live(boolean live) {}

  private record Ready(String name, boolean ready) {}

  private record ModelMetadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorMetadata> inputs,
      List<TensorMetadata> outputs) {}

  private record TensorMetadata(String name, String datatype, List<Integer> shape) {}

  private record Response(
      @JsonProperty("model_name") String modelName,
      @JsonProperty("model_version") String modelVersion,
      String id,
      List<Output> outputs) {}

  private record Output(
      String name,
      List<Integer> shape,
      String datatype,
      Map<String, Object> parameters,
      Object data) {}

  /** An output that is asked for. */
  private record Wanted(TensorMetadata tensor, boolean binary) {}

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
        List.of(new TensorMetadata(InferenceRequest.IMAGES, "FP32", shape)),
        outputs(model.model()));
  }

  /** What a network can say, in the order in which it does. */
  private static List<TensorMetadata> outputs(Model model) {
    int classes = model.configuration().classes();
    OptionalInt dimensions = model.capsuleDimensions();
    List<TensorMetadata> outputs = new ArrayList<>();
    outputs.add(
        new TensorMetadata(dimensions.isPresent() ? SCORES : LOGITS, "FP32", List.of(-1, classes)));
    outputs.add(new TensorMetadata(CLASS, "INT64", List.of(-1)));
    if (dimensions.isPresent()) {
      outputs.add(new TensorMetadata(POSES, "FP32", List.of(-1, classes, dimensions.getAsInt())));
    }
    if (model.drawing().isPresent()) {
      ImageExtents image = model.configuration().image();
      outputs.add(
          new TensorMetadata(
              RECONSTRUCTION,
              "FP32",
              List.of(-1, image.height(), image.width(), image.channels())));
    }
    return outputs;
  }

  private void infer(Exchange exchange, ServedModel model) throws RefusedRequestException {
    byte[] body = exchange.body();
    int length = jsonLength(exchange, body.length);
    InferenceRequest request =
        read(length == body.length ? body : Arrays.copyOf(body, length), InferenceRequest.class);
    List<Wanted> wanted = wanted(model.model(), request);
    ImageExtents image = model.model().configuration().image();
    List<float[]> images =
        request.images(
            image.height(),
            image.width(),
            image.channels(),
            settings.mostImages(),
            ByteBuffer.wrap(body, length, body.length - length));
    Engine.Answers answers = Waiting.forResult(engine.answer(model, images));
    List<Output> outputs = new ArrayList<>();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    for (Wanted each : wanted) {
      TensorMetadata tensor = each.tensor;
      List<Integer> shape = new ArrayList<>(tensor.shape());
      shape.set(0, images.size());
      Object data = data(model, tensor, answers.each());
      Map<String, Object> parameters = null;
      if (each.binary) {
        byte[] bytes = bytes(data);
        tail.writeBytes(bytes);
        parameters = Map.of(InferenceRequest.BINARY_SIZE, bytes.length);
        data = null;
      }
      outputs.add(new Output(tensor.name(), shape, tensor.datatype(), parameters, data));
    }
    Response response = new Response(model.name(), answers.version(), request.id(), outputs);
    if (wanted.stream().noneMatch(Wanted::binary)) {
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

  private static byte[] bytes(Object data) {
    if (data instanceof float[] numbers) {
      byte[] bytes = new byte[Float.BYTES * numbers.length];
      littleEndian(bytes).asFloatBuffer().put(numbers);
      return bytes;
    }
    long[] labels = (long[]) data;
    byte[] bytes = new byte[Long.BYTES * labels.length];
    littleEndian(bytes).asLongBuffer().put(labels);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<Wanted> wanted(Model model, InferenceRequest request)
      throws RefusedRequestException {
    List<TensorMetadata> all = outputs(model);
    if (request.outputs() == null || request.outputs().isEmpty()) {
      return all.stream().map(tensor -> new Wanted(tensor, request.binary())).toList();
    }
    List<Wanted> wanted = new ArrayList<>();
    for (InferenceRequest.Output each : request.outputs()) {
      String name = each == null ? null : each.name();
      Optional<TensorMetadata> tensor =
          all.stream().filter(output -> output.name().equals(name)).findFirst();
      if (tensor.isEmpty()) {
        throw RefusedRequestException.malformed(
            "found an output %s, expected one of %s"
                .formatted(
                    name,
                    all.stream().map(TensorMetadata::name).collect(Collectors.joining(", "))));
      }
      Object binary = each.binary();
      wanted.add(new Wanted(tensor.get(), binary == null ? request.binary() : binary.equals(true)));
    }
    return wanted;
  }

  private Object data(ServedModel model, TensorMetadata output, List<Answer> answers)
      throws RefusedRequestException {
    List<Prediction> predictions = new ArrayList<>();
    for (Answer answer : answers) {
      predictions.add(Predictions.requireNumbers(model, answer));
    }
    return switch (output.name()) {
      case CLASS -> predictions.stream().mapToLong(Prediction::label).toArray();
      case POSES ->
          joined(answers.stream().map(each -> each.capsules().orElseThrow().toArray()).toList());
      case RECONSTRUCTION -> joined(drawn(model, answers, predictions));
      default -> joined(predictions.stream().map(Prediction::scoreArray).toList());
    };
  }

  private List<float[]> drawn(ServedModel model, List<Answer> answers, List<Prediction> predictions)
      throws RefusedRequestException {
    List<float[]> drawn = new ArrayList<>();
    for (int k = 0; k < answers.size(); k++) {
      Tensor capsules = answers.get(k).capsules().orElseThrow();
      int label = predictions.get(k).label();
      drawn.add(Waiting.forResult(engine.run(() -> model.draw(capsules, label))));
    }
    return drawn;
  }

  private static float[] joined(List<float[]> rows) {
    float[] all = new float[rows.stream().mapToInt(row -> row.length).sum()];
    int next = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, all, next, row.length);
      next += row.length;
    }
    return all;
  }

  /**
   * A record from JSON.
   *
   * @throws RefusedRequestException 400 if it is none
   */
  static <T> T read(byte[] body, Class<T> type) throws RefusedRequestException {
    try {
      return Json.read(body, type);
    } catch (IOException malformed) {
      throw RefusedRequestException.malformed("malformed JSON: " + malformed.getMessage());
    }
  }
}
