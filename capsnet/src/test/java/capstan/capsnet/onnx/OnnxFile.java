package capstan.capsnet.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.LongStream;

/** An ONNX file as its reader sees it. */
record OnnxFile(
    long irVersion,
    long opset,
    String producer,
    String network,
    List<Node> nodes,
    SequencedMap<String, Initializer> initializers,
    SequencedMap<String, String> inputs,
    SequencedMap<String, String> outputs,
    Map<String, String> metadata) {

  /** One operator; attributes are lists of whole numbers, or the bits of one number. */
  record Node(
      String type,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, long[]> attributes) {

    private static Node of(ProtobufFields node) {
      Map<String, long[]> attributes = new LinkedHashMap<>();
      for (ProtobufFields attribute : node.messages(5)) {
        long kind = (Long) attribute.only(20);
        attributes.put(
            attribute.text(1),
            kind == 1
                ? new long[] {Float.floatToRawIntBits((Float) attribute.only(2))}
                : attribute.integers(kind == 7 ? 8 : 3));
      }
      return new Node(
          node.text(4),
          node.text(3),
          node.all(1).stream().map(ProtobufFields::text).toList(),
          node.all(2).stream().map(ProtobufFields::text).toList(),
          attributes);
    }

    /** An attribute that is one number. */
    int attribute(String attribute) {
      return (int) attributes.get(attribute)[0];
    }
  }

  /** A stored tensor. */
  record Initializer(List<Integer> shape, int type, ByteBuffer bytes) {
    private static Initializer of(ProtobufFields tensor) {
      List<Integer> shape = LongStream.of(tensor.integers(1)).mapToObj(Math::toIntExact).toList();
      ByteBuffer bytes = ((ByteBuffer) tensor.only(9)).order(ByteOrder.LITTLE_ENDIAN);
      return new Initializer(shape, (int) (long) (Long) tensor.only(2), bytes);
    }

    /** What one of its numbers takes. */
    int elementBytes() {
      return switch (type) {
        case 1 -> 4;
        case 7 -> 8;
        case 10, 16 -> 2;
        default -> throw new IllegalArgumentException("type " + type);
      };
    }

    /** Its numbers, decoded. */
    double[] numbers() {
      double[] numbers = new double[bytes.capacity() / elementBytes()];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] =
            switch (type) {
              case 1 -> bytes.getFloat(4 * k);
              case 7 -> bytes.getLong(8 * k);
              case 10 -> Float.float16ToFloat(bytes.getShort(2 * k));
              default -> Float.intBitsToFloat(bytes.getShort(2 * k) << 16);
            };
      }
      return numbers;
    }
  }

  static OnnxFile read(Path file) throws IOException {
    ProtobufFields model = ProtobufFields.of(ByteBuffer.wrap(Files.readAllBytes(file)));
    ProtobufFields graph = model.messages(7).getFirst();
    SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    for (ProtobufFields tensor : graph.messages(5)) {
      if (initializers.put(tensor.text(8), Initializer.of(tensor)) != null) {
        throw new IllegalArgumentException("two initializers " + tensor.text(8));
      }
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    model.messages(14).forEach(entry -> metadata.put(entry.text(1), entry.text(2)));
    return new OnnxFile(
        (Long) model.only(1),
        (Long) model.messages(8).getFirst().only(2),
        model.text(2),
        graph.text(2),
        graph.messages(1).stream().map(Node::of).toList(),
        initializers,
        values(graph.messages(11)),
        values(graph.messages(12)),
        metadata);
  }

  /** Names, each with its type and shape as in {@code 1 [batch, 10]}. */
  private static SequencedMap<String, String> values(List<ProtobufFields> infos) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (ProtobufFields info : infos) {
      ProtobufFields tensor = info.messages(2).getFirst().messages(1).getFirst();
      List<String> extents = new ArrayList<>();
      for (ProtobufFields extent : tensor.messages(2).getFirst().messages(1)) {
        extents.add(extent.all(2).isEmpty() ? String.valueOf(extent.only(1)) : extent.text(2));
      }
      values.put(info.text(1), tensor.only(1) + " " + extents);
    }
    return values;
  }

  /** Exports a network and reads the file. */
  static OnnxFile written(OnnxExport export, Map<String, String> metadata) throws IOException {
    Path file = Files.createTempFile("network", ".onnx");
    try {
      assertThat(export.write(file, metadata)).isEqualTo(Files.size(file));
      return read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Checks that nodes read only what is there before them, and that every name is given once. */
  void assertWellFormed() {
    Set<String> known = new HashSet<>(inputs.keySet());
    initializers.forEach(
        (name, tensor) -> {
          assertThat(known.add(name)).as(name).isTrue();
          int numbers = 1;
          for (int extent : tensor.shape()) {
            numbers *= extent;
          }
          assertThat(tensor.bytes().capacity()).isEqualTo(numbers * tensor.elementBytes());
        });
    Set<String> names = new HashSet<>();
    for (Node node : nodes) {
      assertThat(known).as(node.name()).containsAll(node.inputs());
      assertThat(node.outputs()).hasSize(1).noneMatch(known::contains);
      assertThat(names.add(node.name())).as(node.name()).isTrue();
      known.addAll(node.outputs());
    }
    assertThat(known).containsAll(outputs.keySet());
  }
}
