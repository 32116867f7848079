package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that another program read and saved again, with the texts it found. */
class RewrittenCheckpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path file;
  private ObjectNode header;
  private byte[] data;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("checkpoint.safetensors");
    SafetensorsFile.write(
        file,
        Checkpoint.builder()
            .text("configuration", "{\"rounds\":3}")
            .text("step", "469")
            .tensor("a", Tensor.of(Shape.of(2), 1f, 2f))
            .tensor("b", Tensor.of(Shape.of(1, 3), 3f, 4f, 5f))
            .tensor("c", Tensor.zeros(0))
            .tensor("d", Tensor.zeros(0))
            .tensor("e", Tensor.zeros(0))
            .tensor("f", Tensor.zeros(0))
            .build());
    byte[] bytes = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    header = (ObjectNode) JSON.readTree(bytes, 8, length);
    data = Arrays.copyOfRange(bytes, 8 + length, bytes.length);
  }

  private void rewrite(int seed, String json) throws IOException {
    ObjectNode texts = (ObjectNode) header.get("__metadata__");
    List<String> keys = new ArrayList<>();
    texts.fieldNames().forEachRemaining(keys::add);
    Collections.shuffle(keys, new Random(seed));
    ObjectNode shuffled = JSON.createObjectNode();
    keys.forEach(key -> shuffled.set(key, texts.get(key)));
    header.set("__metadata__", shuffled);
    Files.write(file, SafetensorsBytes.file(json == null ? header.toString() : json, data));
  }

  private void change(Consumer<ObjectNode> change) throws IOException {
    change.accept((ObjectNode) header.get("__metadata__"));
    rewrite(3, null);
  }

  @Test
  void anyOrderOfTextsIsReadAndTold() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      rewrite(seed, null);
      LoadedCheckpoint loaded = RunFiles.checkpointOf(file);
      assertThat(loaded.checkpoint().text("configuration")).isEqualTo("{\"rounds\":3}");
      assertThat(loaded.checkpoint().tensors().get("b").toArray()).containsExactly(3, 4, 5);
      assertThat(loaded.notice())
          .contains(file + ": saved again by another program; what it" + " holds is unchanged");
    }
  }

  @Test
  void spacesTensorsInAnotherOrderAndMoreOfThemAreRead() throws IOException {
    String spaced = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(header);
    rewrite(1, spaced);
    assertThat(RunFiles.checkpointOf(file).checkpoint().verified()).isFalse();

    header.set("a", entry("F32", "[2]", 12, 20));
    header.set("b", entry("F32", "[1,3]", 0, 12));
    header.set("more", entry("F32", "[1]", 20, 24));
    data = SafetensorsBytes.floats(3, 4, 5, 1, 2, 6);
    rewrite(2, null);
    Checkpoint read = RunFiles.checkpointOf(file).checkpoint();
    assertThat(read.tensors().get("a").toArray()).containsExactly(1, 2);
    assertThat(read.tensors().get("more").toArray()).containsExactly(6);
  }

  private static ObjectNode entry(String dtype, String shape, int begin, int end)
      throws IOException {
    return (ObjectNode)
        JSON.readTree(
            "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(dtype, shape, begin, end));
  }

  @Test
  void whatIsNotAsItWasIsRefusedWithTheWayOut() throws IOException {
    data[0] ^= 1;
    rewrite(4, null);
    assertRefused("tensor a: damaged: checksum ");
    data[0] ^= 1;
    change(texts -> texts.put("step", "470"));
    assertRefused("metadata: damaged: checksum ");
    change(texts -> texts.put("step", "469").remove(SafetensorsHeader.CHECKSUM));
    assertRefused("header: damaged: no checksum at its place");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(() -> RunFiles.checkpointOf(file))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageStartingWith(file + ": " + part)
        .hasMessageEndingWith("save it there without the metadata whose keys begin with capstan.");
  }

  @Test
  void withoutTheFormatsOwnKeysItIsAnotherProgramsFile() throws IOException {
    data[0] ^= 1;
    header.set("b", entry("F32", "[3]", 8, 20));
    change(
        texts -> {
          List<String> keys = new ArrayList<>();
          texts.fieldNames().forEachRemaining(keys::add);
          keys.stream().filter(key -> key.startsWith("capstan.")).forEach(texts::remove);
        });
    LoadedCheckpoint loaded = RunFiles.checkpointOf(file);
    assertThat(loaded.checkpoint().text("step")).isEqualTo("469");
    assertThat(loaded.notice().orElseThrow()).contains("not written by Capstan");
  }

  /** Of files of Capstan's first versions the texts have no checksum that knows no order. */
  @Test
  void olderFilesAreRead() throws IOException {
    change(texts -> texts.remove(SafetensorsHeader.TEXTS_CHECKSUM));
    assertThat(RunFiles.checkpointOf(file).checkpoint().text("step")).isEqualTo("469");
  }

  @Test
  void noTrainingGoesOnFromIt() throws IOException {
    rewrite(5, null);
    assertThatThrownBy(() -> SafetensorsFile.read(file, Checksums.REQUIRED))
        .hasMessageContaining("saved again by another program, expected a checkpoint as Capstan");
    Files.writeString(folder.resolve(RunFiles.CONFIGURATION), "{}", StandardCharsets.UTF_8);
    assertThat(RunFiles.checkpointOf(folder).checkpoint().text("step")).isEqualTo("469");
    try (RunFolder run = RunFolder.resume(folder)) {
      assertThatThrownBy(run::restore).isInstanceOf(InvalidCheckpointException.class);
    }
  }
}
