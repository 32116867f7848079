package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.layer.CapsuleGrid;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mnist.illustration.PictureInput;
import capstan.mnist.input.PictureFile;
import capstan.mnist.picture.Reconstructions;
import capstan.mnist.text.Doubt;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What people and the page ask of a network: what a picture shows, how it came to say so, and what
 * a capsule draws.
 */
record Predictions(Engine engine) {
  @SuppressWarnings("ArrayRecordComponent") // these are written as JSON, never compared
  private record Predicted(
      String model,
      String version,
      @JsonProperty("class") String name,
      int label,
      List<Scored> classes,
      String note,
      String doubt,
      float[] seen,
      List<float[]> poses,
      float[] reconstruction,
      List<Round> routing) {}

  private record Scored(
      @JsonProperty("class") String name, Float length, Float activation, Float logit) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Round(float[] lengths, List<float[]> maps, double entropy) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Pixels(float[] pixels) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Pose(Integer label, float[] pose) {}

  /**
   * {@code POST /predictions/NAME}: a picture, or pixels as the network takes them.
   *
   * @throws RefusedRequestException 400 if it is none
   */
  void predict(Exchange exchange, ServedModel model) throws RefusedRequestException {
    PictureInput.Read read = read(exchange, model);
    float[] pixels = read.pixels();
    Engine.Answers answers = engine.answer(model, List.of(pixels));
    Answer answer = answers.each().getFirst();
    Prediction prediction = requireNumbers(model, answer);
    List<String> names = model.saved().classNames();
    String name = names.get(prediction.label());
    if (exchange.asks("reconstruct")) {
      exchange.answer(200, "image/png", picture(model, pixels, draw(model, answer), name));
      return;
    }
    ScoreKind kind = model.model().scoreKind();
    List<Scored> classes =
        IntStream.range(0, names.size())
            .boxed()
            .sorted(Comparator.comparing(prediction.scores()::get, Comparator.reverseOrder()))
            .map(
                label -> {
                  Float score = prediction.scores().get(label);
                  return new Scored(
                      names.get(label),
                      kind == ScoreKind.LENGTHS ? score : null,
                      kind == ScoreKind.ACTIVATIONS ? score : null,
                      kind == ScoreKind.LOGITS ? score : null);
                })
            .toList();
    exchange.json(
        new Predicted(
            model.name(),
            answers.version(),
            name,
            prediction.label(),
            classes,
            read.note(),
            read.doubt().or(() -> Doubt.of(model.model(), prediction)).orElse(null),
            exchange.asks("seen") ? pixels : null,
            exchange.asks("poses") ? poses(answer) : null,
            exchange.asks("reconstruction") ? draw(model, answer) : null,
            exchange.asks("routing") ? routing(model, pixels) : null));
  }

  private static PictureInput.Read read(Exchange exchange, ServedModel model)
      throws RefusedRequestException {
    ImageExtents image = model.model().configuration().image();
    if (exchange.sendsJson()) {
      Pixels sent = Exchange.read(exchange.body(), Pixels.class);
      requireNumbers("pixels", sent.pixels, image.numbers());
      for (float pixel : sent.pixels) {
        if (!(pixel >= 0 && pixel <= 1)) {
          throw RefusedRequestException.malformed(
              "pixels hold %s, expected numbers from 0 to 1".formatted(pixel));
        }
      }
      return new PictureInput.Read(sent.pixels, "", Optional.empty());
    }
    byte[] file = exchange.file();
    try {
      return model.input().read(new PictureFile(Path.of("the picture"), file));
    } catch (IOException unreadable) {
      throw RefusedRequestException.malformed(unreadable.getMessage());
    }
  }

  private static void requireNumbers(String what, float[] found, int expected)
      throws RefusedRequestException {
    if (found == null || found.length != expected) {
      throw RefusedRequestException.malformed(
          "%s: found %d numbers, expected %d"
              .formatted(what, found == null ? 0 : found.length, expected));
    }
  }

  /**
   * The prediction of an answer.
   *
   * @throws RefusedRequestException 500 if it is no number
   */
  static Prediction requireNumbers(ServedModel model, Answer answer)
      throws RefusedRequestException {
    return answer
        .prediction()
        .orElseThrow(
            () ->
                new RefusedRequestException(
                    500,
                    "model %s gives no number for this image: its weights are not those of a trained network"
                        .formatted(model.name())));
  }

  /** Null for a network without capsules. */
  private static List<float[]> poses(Answer answer) {
    return answer
        .capsules()
        .map(
            capsules ->
                IntStream.range(0, capsules.shape().extent(0))
                    .mapToObj(label -> capsules.slice(label, 1).toArray())
                    .toList())
        .orElse(null);
  }

  /** Null for a network without a decoder. */
  private float[] draw(ServedModel model, Answer answer) throws RefusedRequestException {
    if (model.model().drawing().isEmpty()) {
      return null;
    }
    int label = requireNumbers(model, answer).label();
    Tensor capsules = answer.capsules().orElseThrow();
    return engine.run(() -> model.draw(capsules, label));
  }

  private static byte[] picture(ServedModel model, float[] seen, float[] drawn, String name)
      throws RefusedRequestException {
    if (drawn == null) {
      throw noDecoder(model);
    }
    ImageExtents image = model.model().configuration().image();
    Shape shape = Shape.of(1, image.height(), image.width(), image.channels());
    try {
      return Reconstructions.draw(
              "what was seen, and what was drawn",
              Tensor.of(shape, seen),
              List.of(new Reconstructions.Row("reconstruction", Tensor.of(shape, drawn))),
              List.of(new Reconstructions.Reading(name, name, "")))
          .png();
    } catch (IOException noFont) {
      throw new RefusedRequestException(501, noFont.getMessage());
    }
  }

  private static RefusedRequestException noDecoder(ServedModel model) {
    return RefusedRequestException.malformed(
        "model %s has no decoder, so it draws nothing".formatted(model.name()));
  }

  /** Null for a network that does not route. */
  private List<Round> routing(ServedModel model, float[] pixels) throws RefusedRequestException {
    Optional<RoutingTrace> trace = engine.run(() -> model.trace(pixels));
    return trace
        .map(each -> each.rounds().stream().map(round -> round(each, round)).toList())
        .orElse(null);
  }

  /** At each place the mean over types of the coefficient, weighted by the capsule's length. */
  private static Round round(RoutingTrace trace, RoutingTrace.Round round) {
    CapsuleGrid grid = trace.grid();
    int classes = round.lengths().elements();
    List<float[]> maps = new ArrayList<>(classes);
    for (int label = 0; label < classes; label++) {
      float[] coefficients = round.coefficientsOf(label);
      float[] map = new float[grid.height() * grid.width()];
      for (int i = 0; i < coefficients.length; i++) {
        map[i / grid.types()] += coefficients[i] * trace.primaryLengths().get(i) / grid.types();
      }
      maps.add(map);
    }
    return new Round(round.lengths().toArray(), maps, trace.weightedEntropy(round));
  }

  /**
   * {@code POST /drawings/NAME}: what a capsule draws.
   *
   * @throws RefusedRequestException 400 if there is no such capsule, or no decoder
   */
  void draw(Exchange exchange, ServedModel model) throws RefusedRequestException {
    Pose pose = Exchange.read(exchange.body(), Pose.class);
    if (model.model().drawing().isEmpty()) {
      throw noDecoder(model);
    }
    int classes = model.model().configuration().classes();
    int dimensions = model.model().capsuleDimensions().orElseThrow();
    if (pose.label == null || pose.label < 0 || pose.label >= classes) {
      throw RefusedRequestException.malformed(
          "label: found %s, expected one from 0 to %d".formatted(pose.label, classes - 1));
    }
    requireNumbers("pose", pose.pose, dimensions);
    Tensor capsules = Tensor.zeros(classes, dimensions);
    for (int k = 0; k < dimensions; k++) {
      if (!Float.isFinite(pose.pose[k])) {
        throw RefusedRequestException.malformed("pose holds " + pose.pose[k]);
      }
      capsules.set(pose.pose[k], pose.label, k);
    }
    exchange.json(new Pixels(engine.run(() -> model.draw(capsules, pose.label))));
  }
}
