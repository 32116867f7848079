package capstan.capsnet.onnx;

import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX file of standard operators, which programs in other languages run: its
 * layers one after the other, routing written out round by round. Images go in with their channels
 * first, as PyTorch has them, any number at a time; out come {@code lengths} or {@code logits},
 * {@code class}, and of a capsule network {@code capsules} and, where it can draw, {@code
 * reconstruction}, drawn from the longest capsule. Weights have PyTorch's names and layouts.
 *
 * {@snippet :
 * SavedModel saved = SavedModel.load(Path.of("runs/first"));
 * OnnxExport.of(saved.model()).write(Path.of("capsnet.onnx"), saved.texts());
 * }
 */
public final class OnnxExport {
  /** The version of ONNX' set of operators that a file is written for. */
  public static final int OPSET = 17;

  /** The version of the file's own form. */
  public static final int IR_VERSION = 8;

  private static final String BATCH = "batch";
  private static final String FLOAT32 = "float32";

  private final String network;
  private final OnnxGraph graph;
  private final ElementType weights;

  private OnnxExport(Model model, ElementType weights, boolean drawing) {
    network = model.getClass().getSimpleName();
    graph = new OnnxGraph(weights);
    this.weights = weights;
    build(LayerSequence.of(model), model, drawing);
  }

  /**
   * A network with all of its outputs, its weights as they are. They are read when it is written.
   *
   * @param model made of layers of {@code capstan.capsnet.layer} that follow each other
   * @throws InvalidSettingException if it has other layers, or does something else with them; the
   *     message is one line that names the layer
   */
  public static OnnxExport of(Model model) {
    return of(model, ElementType.F32, true);
  }

  /**
   * A network.
   *
   * @param model as above
   * @param weights how they are stored: any runtime still computes in float32
   * @param drawing whether {@code reconstruction} is among the outputs, if the network can draw
   * @throws InvalidSettingException as above, and for weights in float64
   */
  public static OnnxExport of(Model model, ElementType weights, boolean drawing) {
    if (weights == ElementType.F64) {
      throw new InvalidSettingException(
          "weights are written as float32, float16 or bfloat16, found " + weights);
    }
    return new OnnxExport(model, weights, drawing);
  }

  private void build(LayerSequence sequence, Model model, boolean drawing) {
    ImageExtents image = model.configuration().image();
    OnnxTensor images =
        new OnnxTensor(
            "images",
            FLOAT32,
            shape(image.channels(), image.height(), image.width()),
            "images, channels first, each number from 0 (background) to 1");
    graph.input(images);
    LayerOperators operators = new LayerOperators(graph);
    OnnxValue value = new OnnxValue(graph, images.name(), image.shape(), 1);
    for (Layer layer : sequence.classifier()) {
      value = operators.add(layer, value);
    }
    int classes = model.configuration().classes();
    String scores;
    if (sequence.capsules()) {
      scores = operators.lengths("scores", value.name(), sequence.lengthEpsilon());
      output("lengths", "length of each class's capsule, below 1", scores, classes);
    } else {
      scores = value.as(Shape.of(classes), 1).name();
      output("logits", "what speaks for each class; softmax makes probabilities", scores, classes);
    }
    String largest =
        graph.add(
            "ArgMax",
            "scores/largest",
            List.of(scores),
            OnnxGraph.integer("axis", 1),
            OnnxGraph.integer("keepdims", 0));
    graph.output(
        new OnnxTensor("class", "int64", List.of(BATCH), "the class that an image is taken for"),
        largest);
    if (sequence.capsules()) {
      int[] capsules = sequence.capsuleShape().extents();
      output("capsules", "output capsule of each class", value.name(), capsules);
    }
    if (drawing && !sequence.decoder().isEmpty()) {
      OnnxValue drawn = chosen(operators, sequence, value, largest);
      for (Layer layer : sequence.decoder()) {
        drawn = operators.add(layer, drawn);
      }
      output(
          "reconstruction",
          "the image drawn again from the longest capsule, as images",
          drawn.as(image.shape(), 1).name(),
          image.channels(),
          image.height(),
          image.width());
    }
  }

  /** The longest capsule, alone or with all others set to zero. */
  private OnnxValue chosen(
      LayerOperators operators, LayerSequence sequence, OnnxValue capsules, String largest) {
    Shape shape = sequence.capsuleShape();
    String selection =
        graph.add(
            "OneHot",
            "decoder/selection",
            List.of(
                largest,
                graph.integers("decoder/classes", shape.extent(0)),
                graph.numbers("decoder/off_on", 0, 1)));
    String each = operators.unsqueeze("decoder/selected", selection, 2);
    String masked = graph.add("Mul", "decoder/masked", List.of(capsules.name(), each));
    return sequence.masked()
        ? new OnnxValue(graph, masked, shape, 1)
        : new OnnxValue(
            graph, operators.sumOver("decoder/chosen", masked, 1, 0), Shape.of(shape.extent(1)), 1);
  }

  private void output(String name, String meaning, String node, int... extents) {
    graph.output(new OnnxTensor(name, FLOAT32, shape(extents), meaning), node);
  }

  private static List<String> shape(int... extents) {
    List<String> shape = new ArrayList<>(List.of(BATCH));
    for (int extent : extents) {
      shape.add(Integer.toString(extent));
    }
    return shape;
  }

  /** What goes in. */
  public List<OnnxTensor> inputs() {
    return List.copyOf(graph.inputs());
  }

  /** What comes out. */
  public List<OnnxTensor> outputs() {
    return List.copyOf(graph.outputs());
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param file to create or replace; its folder must exist
   * @param metadata texts for its reader, such as {@code SavedModel.texts()}, by keys
   * @return its bytes
   * @throws IOException if it would be larger than 2 GB, if a weight is too large for its type, or
   *     if it cannot be written; the message is one line, and an old file is as it was
   */
  public long write(Path file, Map<String, String> metadata) throws IOException {
    ProtobufMessage message = message(metadata);
    message.write(file, weights);
    return message.bytes();
  }

  private ProtobufMessage message(Map<String, String> metadata) {
    ProtobufMessage model = new ProtobufMessage().integer(1, IR_VERSION).text(2, "capstan");
    String version = OnnxExport.class.getPackage().getImplementationVersion();
    if (version != null) {
      model.text(3, version);
    }
    model
        .message(7, graph.message(network))
        .message(8, new ProtobufMessage().text(1, "").integer(2, OPSET));
    metadata.forEach(
        (key, text) -> model.message(14, new ProtobufMessage().text(1, key).text(2, text)));
    return model;
  }
}
