package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.core.Tensor;
import capstan.mnist.text.Json;
import capstan.mnist.text.ManifestVersion;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The Open Inference Protocol, version 2, over HTTP: what a server is, whether it is ready, what
 * its networks take and give, and inference.
 */
final class InferenceProtocol {
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

  private record Output(String name, List<Integer> shape, String datatype, Object data) {}

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
      exchange.json(new ServerMetadata("capstan", ManifestVersion.version(), List.of()));
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
    InferenceRequest request = read(exchange.body(), InferenceRequest.class);
    List<TensorMetadata> wanted = wanted(model.model(), request.outputs());
    ImageExtents image = model.model().configuration().image();
    List<float[]> images =
        request.images(image.height(), image.width(), image.channels(), settings.mostImages());
    Engine.Answers answers = Waiting.forResult(engine.answer(model, images));
    List<Output> outputs = new ArrayList<>();
    for (TensorMetadata output : wanted) {
      List<Integer> shape = new ArrayList<>(output.shape());
      shape.set(0, images.size());
      outputs.add(
          new Output(output.name(), shape, output.datatype(), data(model, output, answers.each())));
    }
    exchange.json(new Response(model.name(), answers.version(), request.id(), outputs));
  }

  private static List<TensorMetadata> wanted(Model model, List<InferenceRequest.Output> asked)
      throws RefusedRequestException {
    List<TensorMetadata> all = outputs(model);
    if (asked == null || asked.isEmpty()) {
      return all;
    }
    List<TensorMetadata> wanted = new ArrayList<>();
    for (InferenceRequest.Output each : asked) {
      wanted.add(
          all.stream()
              .filter(output -> each != null && output.name().equals(each.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      RefusedRequestException.malformed(
                          "found an output %s, expected one of %s"
                              .formatted(
                                  each == null ? null : each.name(),
                                  String.join(
                                      ", ", all.stream().map(TensorMetadata::name).toList())))));
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
      case CLASS -> predictions.stream().map(Prediction::label).toList();
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
