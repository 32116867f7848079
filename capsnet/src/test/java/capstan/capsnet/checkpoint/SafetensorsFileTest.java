package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("checkpoint.safetensors");
  }

  @Test
  void bringsBackEveryBitInOrder() throws IOException {
    Checkpoint written = SafetensorsBytes.smallCheckpoint();
    SafetensorsFile.write(file, written);
    Checkpoint read = SafetensorsFile.read(file, Checksums.REQUIRED);

    assertThat(read.verified()).isTrue();
    assertThat(read.metadata()).containsExactlyEntriesOf(written.metadata());
    assertThat(read.tensors().keySet()).containsExactlyElementsOf(written.tensors().keySet());
    written
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(read.tensors().get(name).shape()).isEqualTo(tensor.shape());
              assertThat(bits(read.tensors().get(name))).isEqualTo(bits(tensor));
            });
    assertThat(read.text("step")).isEqualTo("469");
  }

  @Test
  void tensorsLongerThanTheBufferComeBack() throws IOException {
    float[] values = new float[SafetensorsWriter.BUFFER_BYTES / 4 * 2 + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5f;
    }
    SafetensorsFile.write(
        file,
        Checkpoint.builder().tensor("long", Tensor.of(Shape.of(values.length), values)).build());
    Checkpoint read = SafetensorsFile.read(file, Checksums.REQUIRED);
    assertThat(read.tensors().get("long").array()).isEqualTo(values);
  }

  @Test
  void layoutIsTheFormats() throws IOException {
    SafetensorsFile.write(
        file,
        Checkpoint.builder()
            .tensor("a", Tensor.of(Shape.of(2), 1f, 2f))
            .tensor("b", Tensor.of(Shape.of(1, 1), -0f))
            .build());
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer start = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) start.getLong();
    assertThat(length % 8).isZero();
    String header = new String(bytes, 8, length, java.nio.charset.StandardCharsets.UTF_8);
    assertThat(header)
        .startsWith("{\"__metadata__\":{")
        .contains("\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}")
        .contains("\"b\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[8,12]}");
    byte[] data = java.util.Arrays.copyOfRange(bytes, 8 + length, bytes.length);
    assertThat(data).isEqualTo(SafetensorsBytes.floats(1f, 2f, -0f));
  }

  /** The bytes torch's own writer leaves: its metadata, names sorted, no checksums. */
  @Test
  void loadsWhatPyTorchSaves() throws IOException {
    Files.write(
        file,
        SafetensorsBytes.file(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"conv1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]}}",
            SafetensorsBytes.floats(1f, 2f, 3f, 4f)));
    Checkpoint read = SafetensorsFile.read(file, Checksums.IF_PRESENT);
    assertThat(read.verified()).isFalse();
    assertThat(read.metadata()).containsEntry("format", "pt");
    assertThat(read.tensor("conv1.weight", Shape.of(2, 1)).toArray()).containsExactly(3f, 4f);
    assertThat(read.tensor("conv1.bias", Shape.of(2)).toArray()).containsExactly(1f, 2f);

    assertThatThrownBy(() -> SafetensorsFile.read(file, Checksums.REQUIRED))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessage(file + ": header: no checksums, expected a checkpoint written by Capstan");
  }

  @Test
  void entriesMayStandInAnyOrderInTheHeader() throws IOException {
    Files.write(
        file,
        SafetensorsBytes.file(
            "{\"late\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\"},"
                + "\"early\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}",
            SafetensorsBytes.floats(1f, 2f)));
    Checkpoint read = SafetensorsFile.read(file, Checksums.IF_PRESENT);
    assertThat(read.tensors().keySet()).containsExactly("early", "late");
    assertThat(read.tensors().get("late").toArray()).containsExactly(2f);
  }

  @Test
  void otherFloatsBecomeFloat32() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(0.1).putDouble(-1e300);
    data.putShort((short) 0x3c00).putShort((short) 0x0001);
    data.putShort((short) 0x3fc0).putShort((short) 0xff80);
    Files.write(
        file,
        SafetensorsBytes.file(
            "{\"double\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                + "\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[16,20]},"
                + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[20,24]}}",
            data.array()));
    SequencedMap<String, Tensor> read = SafetensorsFile.read(file, Checksums.IF_PRESENT).tensors();
    assertThat(read.get("double").toArray()).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
    assertThat(read.get("half").toArray()).containsExactly(1f, 0x1p-24f);
    assertThat(read.get("brain").toArray()).containsExactly(1.5f, Float.NEGATIVE_INFINITY);
  }

  @Test
  void everyRefusalIsOneLineThatNamesThePart() throws IOException {
    refused("{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8)
        .isEqualTo("tensor n: dtype I64, expected F32, F64, F16 or BF16");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8)
        .isEqualTo("header: tensor n: data_offsets of 8 bytes, expected 12 for F32 [3]");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12)
        .isEqualTo("header: tensor n: data begins at 4, expected 0");
    refused(
            "{\"n\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
            12)
        .isEqualTo("header: tensor m: data begins at 4, expected 8");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7)
        .isEqualTo("truncated: 7 bytes of tensors, expected 8");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9)
        .isEqualTo("bytes after the end: 9 bytes of tensors, expected 8");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2147483647,9],\"data_offsets\":[0,8]}}", 8)
        .isEqualTo("header: tensor n: shape [2147483647, 9] is too large");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2147483647],\"data_offsets\":[0,8]}}", 8)
        .isEqualTo("header: tensor n: shape [2147483647] is too large");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8)
        .isEqualTo("header: tensor n: extent -2, expected 0 to 2147483647");
    refused("{\"n\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8)
        .isEqualTo("header: tensor n: expected dtype, shape and data_offsets, not all are there");
    refused("{\"__metadata__\":{\"step\":3}}", 0)
        .isEqualTo("header: metadata step: expected a string");
    refused("{\"a\\nb\":7}", 0).isEqualTo("header: tensor a b: expected an object");
    refused("{} {}", 0).isEqualTo("header: goes on after its end");
    refused("{\"a\":{},\"a\":{}}", 0).contains("header: tensor a: expected dtype");
    refused("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0)
        .startsWith("header: not the JSON expected, near character");
    refused("[".repeat(5_000), 0).startsWith("header: begins with byte 91");
    refused("{\"a\":".repeat(5_000), 0).startsWith("header: tensor a: unknown key");
    refused("{\"__metadata__\":" + "[".repeat(90_000) + "}", 0)
        .startsWith("header: metadata: expected");
    refused("{\"a\":{\"shape\":[1e999999999]}}", 0)
        .isEqualTo("header: tensor a: expected shape of integers");
    refused("{\"a\":{\"shape\":[" + "9".repeat(5_000) + "]}}", 0)
        .startsWith("header: not the JSON");
    refused("{\"" + "x".repeat(60_000) + "\":{}}", 0).startsWith("header: not the JSON");
  }

  @Test
  void textFoldersAndMissingFilesAreNamed() throws IOException {
    Files.writeString(file, "This is a shopping list: bread, butter, and a capsule network.\n");
    message(file)
        .startsWith(
            file + ": header: length 2338328219631577172, expected 2 to 55: not a safetensors");
    Files.writeString(file, "bread");
    message(file)
        .isEqualTo(file + ": not a checkpoint: 5 bytes, a safetensors file has at least 10");
    message(folder)
        .isEqualTo(
            folder + ": not a checkpoint: expected a safetensors file, found a folder or device");
    message(folder.resolve("none")).isEqualTo(folder.resolve("none") + ": no such file");
  }

  @Test
  void anotherVersionIsNamed() throws IOException {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SafetensorsHeader.FORMAT, "2");
    byte[] header = new SafetensorsHeader(metadata, List.of()).toBytes();
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(header.length).put(header).array());
    message(file)
        .isEqualTo(file + ": format version 2, expected 1: written by another version of Capstan");
  }

  @Test
  void aClaimTheHeapCannotHoldIsRefusedBeforeItIsAllocated() throws IOException {
    int elements = 2_000_000_000;
    long bytes = 4L * elements;
    Assumptions.assumeTrue(Runtime.getRuntime().maxMemory() < bytes, "a heap that could hold it");
    byte[] start =
        SafetensorsBytes.file(
            "{\"n\":{\"dtype\":\"F32\",\"shape\":["
                + elements
                + "],\"data_offsets\":[0,"
                + bytes
                + "]}}");
    Files.write(file, start);
    try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(start.length + bytes);
    }
    message(file).contains("MiB of tensors, too much for a Java heap of").contains("raise -Xmx");
  }

  @Test
  void whatIsMissingOrOfAnotherShapeIsNamed() throws IOException {
    SafetensorsFile.write(file, SafetensorsBytes.smallCheckpoint());
    Checkpoint read = SafetensorsFile.read(file, Checksums.REQUIRED);
    assertThatThrownBy(() -> read.tensor("conv1.weight", Shape.of(4, 2)))
        .hasMessage(file + ": tensor conv1.weight: shape [2, 4], expected [4, 2]");
    assertThatThrownBy(() -> read.tensor("conv2.weight", Shape.of(1)))
        .hasMessage(file + ": tensor conv2.weight: missing, expected one of shape [1]");
    assertThatThrownBy(() -> read.text("seed")).hasMessage(file + ": metadata seed: missing");
  }

  @Test
  void builderRefusesWhatNoFileCanHold() {
    Checkpoint.Builder builder = Checkpoint.builder().text("a", "b");
    Tensor one = Tensor.zeros(1);
    assertThatThrownBy(() -> builder.text("a", "c")).hasMessageContaining("twice");
    assertThatThrownBy(() -> builder.text("capstan.format", "c")).hasMessageContaining("capstan.");
    assertThatThrownBy(() -> builder.text("half", "\ud800")).hasMessageContaining("half");
    assertThatThrownBy(() -> builder.tensor("", one)).hasMessageContaining("named");
    assertThatThrownBy(() -> builder.tensor("__metadata__", one)).hasMessageContaining("named");
  }

  private org.assertj.core.api.AbstractStringAssert<?> refused(String header, int dataBytes)
      throws IOException {
    Files.write(file, SafetensorsBytes.file(header, new byte[dataBytes]));
    try {
      SafetensorsFile.read(file, Checksums.IF_PRESENT);
    } catch (InvalidCheckpointException refusal) {
      assertThat(refusal.getMessage()).startsWith(file + ": ").doesNotContain("\n");
      assertThat(refusal.getMessage().length()).isLessThan(1_000);
      return assertThat(refusal.getMessage().substring(file.toString().length() + 2));
    }
    throw new AssertionError("loaded: " + header);
  }

  private static org.assertj.core.api.AbstractStringAssert<?> message(Path path)
      throws IOException {
    try {
      SafetensorsFile.read(path, Checksums.IF_PRESENT);
    } catch (InvalidCheckpointException refusal) {
      return assertThat(refusal.getMessage()).doesNotContain("\n");
    }
    throw new AssertionError("loaded: " + path);
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.elements()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.array()[tensor.offset() + i]);
    }
    return bits;
  }
}
