package capstan.capsnet.onnx;

import capstan.capsnet.checkpoint.ElementType;
import capstan.capsnet.layer.ModelParameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A graph of ONNX' operators: nodes, each after those whose outputs it reads, and the tensors they
 * begin with. A node has one output, of the same name as itself.
 *
 * <p>The numbers in the messages are those of the fields in onnx.proto.
 */
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;
  private static final int BFLOAT16 = 16;

  /** Numbers of onnx.proto for the kinds of attributes. */
  private static final int INTEGER = 2;

  private static final int INTEGERS = 7;

  private record Node(String type, String name, List<String> inputs, List<ProtobufMessage> with) {}

  private final ElementType stored;
  private final List<Node> nodes = new ArrayList<>();
  private final List<ProtobufMessage> initializers = new ArrayList<>();
  private final List<OnnxTensor> inputs = new ArrayList<>();
  private final List<OnnxTensor> outputs = new ArrayList<>();

  /** Names of outputs by those that their nodes had. */
  private final Map<String, String> published = new HashMap<>();

  /**
   * An empty graph.
   *
   * @param stored how weights are stored; they are computed with as float32
   */
  OnnxGraph(ElementType stored) {
    this.stored = stored;
  }

  /** What goes in. */
  List<OnnxTensor> inputs() {
    return inputs;
  }

  /** What comes out. */
  List<OnnxTensor> outputs() {
    return outputs;
  }

  /** A parameter under its name and in the layout of PyTorch, as float32. */
  String weight(ModelParameter parameter) {
    int type =
        switch (stored) {
          case F16 -> FLOAT16;
          case BF16 -> BFLOAT16;
          default -> FLOAT;
        };
    int[] extents = parameter.layout().outside().extents();
    initializers.add(
        tensor(parameter.name(), type, IntStream.of(extents).asLongStream().toArray())
            .weight(9, parameter, stored.bytes()));
    return type == FLOAT
        ? parameter.name()
        : add(
            "Cast", parameter.name() + "/float32", List.of(parameter.name()), integer("to", FLOAT));
  }

  /** A number, [] in shape. */
  String number(String name, float value) {
    initializers.add(tensor(name, FLOAT).bytes(9, floats(value)));
    return name;
  }

  /** Numbers, [count] in shape. */
  String numbers(String name, float... values) {
    initializers.add(tensor(name, FLOAT, values.length).bytes(9, floats(values)));
    return name;
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** Whole numbers, such as a shape or axes, [count] in shape. */
  String integers(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    initializers.add(tensor(name, INT64, values.length).bytes(9, bytes.array()));
    return name;
  }

  private static ProtobufMessage tensor(String name, int type, long... extents) {
    ProtobufMessage tensor = new ProtobufMessage();
    for (long extent : extents) {
      tensor.integer(1, extent);
    }
    return tensor.integer(2, type).text(8, name);
  }

  /** An attribute that is a whole number. */
  static ProtobufMessage integer(String name, long value) {
    return new ProtobufMessage().text(1, name).integer(3, value).integer(20, INTEGER);
  }

  /** An attribute that is a number. */
  static ProtobufMessage real(String name, float value) {
    return new ProtobufMessage().text(1, name).number(2, value).integer(20, FLOAT);
  }

  /** An attribute that is whole numbers. */
  static ProtobufMessage list(String name, long... values) {
    ProtobufMessage attribute = new ProtobufMessage().text(1, name);
    for (long value : values) {
      attribute.integer(8, value);
    }
    return attribute.integer(20, INTEGERS);
  }

  /**
   * Adds a node.
   *
   * @param type the operator
   * @param name of the node and its output
   * @param from outputs of other nodes, weights, numbers
   * @param attributes of the operator
   * @return the name
   */
  String add(String type, String name, List<String> from, ProtobufMessage... attributes) {
    nodes.add(new Node(type, name, List.copyOf(from), List.of(attributes)));
    return name;
  }

  /** The same numbers in another shape, of which 0 leaves an axis as it is. */
  String reshape(String name, String from, long... shape) {
    return add("Reshape", name, List.of(from, integers(name + "/shape", shape)));
  }

  /** The same numbers with their axes in another order. */
  String transpose(String name, String from, long... axes) {
    return add("Transpose", name, List.of(from), list("perm", axes));
  }

  /** Says what goes in. */
  void input(OnnxTensor tensor) {
    inputs.add(tensor);
  }

  /**
   * Says what comes out.
   *
   * @param tensor what it is called and what it is
   * @param node its node so far
   */
  void output(OnnxTensor tensor, String node) {
    outputs.add(tensor);
    published.put(node, tensor.name());
  }

  private String shown(String name) {
    return published.getOrDefault(name, name);
  }

  /** The graph as a {@code GraphProto}. */
  ProtobufMessage message(String name) {
    ProtobufMessage graph = new ProtobufMessage();
    for (Node node : nodes) {
      ProtobufMessage message = new ProtobufMessage();
      node.inputs().forEach(input -> message.text(1, shown(input)));
      message.text(2, shown(node.name())).text(3, node.name()).text(4, node.type());
      node.with().forEach(attribute -> message.message(5, attribute));
      graph.message(1, message);
    }
    graph.text(2, name);
    initializers.forEach(tensor -> graph.message(5, tensor));
    inputs.forEach(tensor -> graph.message(11, valueInfo(tensor)));
    outputs.forEach(tensor -> graph.message(12, valueInfo(tensor)));
    return graph;
  }

  /** A {@code ValueInfoProto}: extents that are no numbers are names of axes. */
  private static ProtobufMessage valueInfo(OnnxTensor tensor) {
    ProtobufMessage shape = new ProtobufMessage();
    for (String extent : tensor.shape()) {
      boolean known = Character.isDigit(extent.charAt(0));
      shape.message(
          1,
          known
              ? new ProtobufMessage().integer(1, Long.parseLong(extent))
              : new ProtobufMessage().text(2, extent));
    }
    int type = tensor.type().equals("int64") ? INT64 : FLOAT;
    ProtobufMessage dense = new ProtobufMessage().integer(1, type).message(2, shape);
    return new ProtobufMessage()
        .text(1, tensor.name())
        .message(2, new ProtobufMessage().message(1, dense))
        .text(3, tensor.meaning());
  }
}
