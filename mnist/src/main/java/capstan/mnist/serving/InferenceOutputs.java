package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.core.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.eclipse.collections.impl.list.mutable.primitive.FloatArrayList;

/** What the Open Inference Protocol can be given by a network: its outputs as tensors. */
record InferenceOutputs(ServedModel model, Engine engine) {
  private static final String SCORES = "lengths";
  private static final String LOGITS = "logits";
  private static final String CLASS = "class";
  private static final String POSES = "poses";
  private static final String RECONSTRUCTION = "reconstruction";

  /** Name, type and shape of a tensor, -1 for the images of a request. */
  record TensorMetadata(String name, String datatype, List<Integer> shape) {}

  /** An output that is given: its numbers are data, or as many bytes behind the JSON. */
  record Output(
      String name,
      List<Integer> shape,
      String datatype,
      Map<String, Object> parameters,
      Object data) {}

  /** An output that is asked for. */
  record Wanted(TensorMetadata tensor, boolean binary) {}

  /** What a network can say, in the order in which it does. */
  static List<TensorMetadata> of(Model model) {
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

  /**
   * The outputs that a request asks for.
   *
   * @throws RefusedRequestException 400 if the network has no such output
   */
  static List<Wanted> wanted(Model model, InferenceRequest request) throws RefusedRequestException {
    List<TensorMetadata> all = of(model);
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

  /**
   * What was asked for, of the answers.
   *
   * @param tail receives the bytes of what is wanted as bytes
   * @throws RefusedRequestException 500 if an answer is no number
   */
  List<Output> of(List<Answer> answers, List<Wanted> wanted, ByteArrayOutputStream tail)
      throws RefusedRequestException {
    List<Output> outputs = new ArrayList<>();
    for (Wanted each : wanted) {
      TensorMetadata tensor = each.tensor;
      List<Integer> shape = new ArrayList<>(tensor.shape());
      shape.set(0, answers.size());
      Object data = data(tensor, answers);
      Map<String, Object> parameters = null;
      if (each.binary) {
        byte[] bytes = bytes(data);
        tail.writeBytes(bytes);
        parameters = Map.of(InferenceRequest.BINARY_SIZE, bytes.length);
        data = null;
      }
      outputs.add(new Output(tensor.name(), shape, tensor.datatype(), parameters, data));
    }
    return outputs;
  }

  private Object data(TensorMetadata output, List<Answer> answers) throws RefusedRequestException {
    List<Prediction> predictions = new ArrayList<>();
    for (Answer answer : answers) {
      predictions.add(Predictions.requireNumbers(model, answer));
    }
    return switch (output.name()) {
      case CLASS -> predictions.stream().mapToLong(Prediction::label).toArray();
      case POSES ->
          joined(answers.stream().map(each -> each.capsules().orElseThrow().toArray()).toList());
      case RECONSTRUCTION -> joined(drawn(answers, predictions));
      default -> joined(predictions.stream().map(Prediction::scoreArray).toList());
    };
  }

  private List<float[]> drawn(List<Answer> answers, List<Prediction> predictions)
      throws RefusedRequestException {
    List<float[]> drawn = new ArrayList<>();
    for (int k = 0; k < answers.size(); k++) {
      Tensor capsules = answers.get(k).capsules().orElseThrow();
      int label = predictions.get(k).label();
      drawn.add(engine.run(() -> model.draw(capsules, label)));
    }
    return drawn;
  }

  private static float[] joined(List<float[]> rows) {
    FloatArrayList all = new FloatArrayList();
    rows.forEach(all::addAll);
    return all.toArray();
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
}
