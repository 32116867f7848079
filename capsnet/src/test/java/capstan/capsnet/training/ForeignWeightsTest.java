package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.SafetensorsBytes;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights as other programs save them: under other names, in several files, among others. */
class ForeignWeightsTest {
  private static final CapsNetConfiguration NETWORK =
      CapsNetPresets.paper()
          .with("conv1-kernels", 2)
          .with("conv1-size", 5)
          .with("primary-types", 2)
          .with("primary-dimensions", 4)
          .with("primary-size", 7)
          .with("digit-dimensions", 6)
          .with("decoder-hidden", List.of(9, 7))
          .resized(new ImageExtents(20, 20, 1), 3);

  @TempDir Path folder;
  private final Model network = NETWORK.newModel(7);

  /** One tensor as it lies in a file. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Stored(String dtype, Shape shape, byte[] bytes) {}

  private Map<String, Stored> tensors() {
    Map<String, Stored> tensors = new LinkedHashMap<>();
    for (ModelParameter parameter : network.modelParameters()) {
      float[] values = parameter.toPyTorch().toArray();
      tensors.put(
          parameter.name(),
          new Stored("F32", parameter.layout().outside(), SafetensorsBytes.floats(values)));
    }
    return tensors;
  }

  private static Map<String, Stored> renamed(Map<String, Stored> from, UnaryOperator<String> name) {
    Map<String, Stored> renamed = new LinkedHashMap<>();
    from.forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
    return renamed;
  }

  private static byte[] file(String metadata, Map<String, Stored> tensors) {
    StringJoiner header = new StringJoiner(",", "{", "}");
    if (metadata != null) {
      header.add("\"__metadata__\":" + metadata);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    tensors.forEach(
        (name, tensor) -> {
          int begin = data.size();
          data.writeBytes(tensor.bytes());
          header.add(
              "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(name, tensor.dtype(), tensor.shape(), begin, data.size()));
        });
    return SafetensorsBytes.file(header.toString(), data.toByteArray());
  }

  private Path write(String name, Map<String, Stored> tensors) throws IOException {
    return Files.write(folder.resolve(name), file(null, tensors));
  }

  private SavedModel assertLoads(Path file) throws IOException {
    SavedModel saved = SavedModel.load(file);
    assertThat(saved.model().configuration()).isEqualTo(NETWORK);
    for (int i = 0; i < network.modelParameters().size(); i++) {
      assertThat(saved.model().modelParameters().get(i).toPyTorch().toArray())
          .isEqualTo(network.modelParameters().get(i).toPyTorch().toArray());
    }
    return saved;
  }

  private void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> SavedModel.load(file))
        .isInstanceOf(InvalidCheckpointException.class)
        .message()
        .startsWith(file.toString())
        .contains(parts)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"I64", "U8", "BOOL", "F8_E4M3", "C64", "F4", "a type of later", "F32", "F16"})
  void whatNobodyNeedsMattersToNobody(String dtype) throws IOException {
    Map<String, Stored> tensors = new LinkedHashMap<>();
    tensors.put("bn.num_batches_tracked", new Stored(dtype, Shape.of(), new byte[size(dtype)]));
    tensors.putAll(tensors());
    tensors.put("z", new Stored(dtype, Shape.of(0, 3), new byte[0]));
    assertLoads(write("more.safetensors", tensors));
  }

  private static int size(String dtype) {
    return switch (dtype) {
      case "F32" -> 4;
      case "F16" -> 2;
      default -> 8;
    };
  }

  @Test
  void aTensorThatIsNeededMustHoldNumbersThatAreRead() throws IOException {
    Map<String, Stored> tensors = tensors();
    tensors.put("conv1.bias", new Stored("I32", Shape.of(2), new byte[8]));
    assertRefused(
        write("a.safetensors", tensors), "tensor conv1.bias: dtype I32, expected F32, F64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.",
        "_orig_mod.",
        "model.",
        "net.",
        "state_dict.",
        "module._orig_mod.model.",
        "a/b/"
      })
  void aCommonBeginningOfNamesIsLeftOffAndTold(String prefix) throws IOException {
    Map<String, Stored> tensors = renamed(tensors(), name -> prefix + name);
    tensors.put("optimizer.step", new Stored("I64", Shape.of(), new byte[8]));
    SavedModel saved = assertLoads(write("wrapped.safetensors", tensors));
    assertThat(saved.notice().orElseThrow())
        .endsWith("; \"" + prefix + "\" before the names of tensors is left off")
        .doesNotContain("\n");
  }

  @Test
  void momentsOfAnOptimizerAreNoWeights() throws IOException {
    Map<String, Stored> tensors = renamed(tensors(), name -> "adam.first_moment." + name);
    tensors.replaceAll(
        (name, tensor) -> new Stored("F32", tensor.shape(), new byte[tensor.bytes().length]));
    tensors.putAll(tensors());
    assertThat(assertLoads(write("a.safetensors", tensors)).notice().orElseThrow())
        .doesNotContain("left off");
  }

  @Test
  void shardsAreReadTogether() throws IOException {
    Map<String, Stored> first = tensors();
    Map<String, Stored> second = new LinkedHashMap<>();
    second.put("digit_caps.W", first.remove("digit_caps.W"));
    second.put("decoder.2.bias", first.remove("decoder.2.bias"));
    Path one = write("model-00001-of-00002.safetensors", first);
    assertRefused(one, "weights in 2 files, of which model-00002-of-00002.safetensors is missing");
    Path two = write("model-00002-of-00002.safetensors", second);
    assertLoads(one);
    assertLoads(two);
    assertLoads(folder);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        index,
        "{\"weight_map\":{\"conv1.weight\":\"%s\",\"digit_caps.W\":\"%s\"}}"
            .formatted(one.getFileName(), two.getFileName()));
    assertLoads(index);
    assertLoads(folder);
    Files.writeString(index, "{\"weight_map\":{\"a\":\"../b.safetensors\"}}");
    assertRefused(index, "weight_map: expected names of files beside it");
    Files.writeString(index, "{\"weight_map\":{}}");
    assertRefused(index, "weight_map: missing");
    Files.writeString(index, "[");
    assertRefused(index, "not the JSON of an index");
    first.put("digit_caps.W", second.get("digit_caps.W"));
    assertRefused(write("model-00001-of-00002.safetensors", first), "found in two of the files");
  }

  @Test
  void oneOfNoFilesIsAFileOfItsOwn() throws IOException {
    Path only = write("model-00001-of-00000.safetensors", tensors());
    assertLoads(only);
    assertThat(assertLoads(folder).file()).isEqualTo(only);
  }

  @Test
  void aFolderWithWeightsIsReadAsTheirFile() throws IOException {
    assertRefused(folder, "not a run folder");
    Files.writeString(folder.resolve("config.json"), "{\"architectures\":[]}");
    write("._a.safetensors", Map.of());
    Path only = write("only.safetensors", tensors());
    assertThat(assertLoads(folder).file()).isEqualTo(only);
    write("other.safetensors", Map.of());
    assertRefused(folder, "several files of weights, name one of them: only.safetensors, other");
    Path usual = write("model.safetensors", tensors());
    assertThat(assertLoads(folder).file()).isEqualTo(usual);
  }

  @Test
  void noMetadataIsTakenForEmpty() throws IOException {
    assertLoads(Files.write(folder.resolve("null.safetensors"), file("null", tensors())));
    assertLoads(
        Files.write(folder.resolve("pt.safetensors"), file("{\"format\":\"pt\"}", tensors())));
  }

  @ParameterizedTest
  @CsvSource({
    "80028a0a6cfc9c46f9206aa850192e0000, a PyTorch file, torch.load(\"w.bin\"",
    "504b03040000080800000000000000000, a PyTorch file, safetensors.torch.save_file(",
    "894844460d0a1a0a00000000000000, an HDF5 file, safetensors.numpy",
    "0807120770797 46f7263680000000000, an ONNX file, onnx.load(\"w.bin\")",
    "474755460300000000000000, a GGUF file, under PyTorch's names",
    "934e554d50590100760000, a NumPy array, under PyTorch's names",
    "1f8b080000000000000000, a gzip file, unpack it",
    "3c21444f43545950452068746d6c3e, a web page, download the file itself",
    "89504e470d0a1a0a0000000d, a PNG file, expected a safetensors file",
  })
  void otherFilesAreCalledWhatTheyAre(String hex, String kind, String cure) throws IOException {
    String digits = hex.replace(" ", "");
    byte[] bytes = new byte[64];
    for (int i = 0; i < digits.length() / 2; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
    }
    assertRefused(Files.write(folder.resolve("w.bin"), bytes), "found " + kind, cure);
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    Path lfs = folder.resolve("lfs.safetensors");
    Files.writeString(lfs, pointer, StandardCharsets.US_ASCII);
    assertRefused(lfs, "a Git LFS pointer", "git lfs pull");
  }

  /** Whichever tensor is laid out otherwise, it is the one that is named, with its right shape. */
  @Test
  void theTensorThatIsWrongIsBlamed() throws IOException {
    for (ModelParameter parameter : network.modelParameters()) {
      Shape right = parameter.layout().outside();
      int[] extents = IntStream.range(0, right.rank()).map(right::extent).toArray();
      int[] reversed =
          IntStream.range(0, right.rank()).map(i -> extents[right.rank() - 1 - i]).toArray();
      int[] longer = IntStream.concat(IntStream.of(1), IntStream.of(extents)).toArray();
      int[] other = extents.clone();
      other[0] += 1;
      int[] last = extents.clone();
      last[last.length - 1] += 1;
      for (int[] wrong : List.of(reversed, longer, other, last)) {
        Shape shape = Shape.of(wrong);
        if (shape.equals(right)) {
          continue;
        }
        Map<String, Stored> tensors = tensors();
        tensors.put(parameter.name(), new Stored("F32", shape, new byte[4 * shape.elements()]));
        assertRefused(
            write("wrong.safetensors", tensors),
            "tensor %s: shape %s, expected %s".formatted(parameter.name(), shape, right));
      }
      Map<String, Stored> tensors = tensors();
      tensors.remove(parameter.name());
      // How many classes of how many dimensions is told by nothing else.
      boolean told = !parameter.name().equals("digit_caps.W");
      assertRefused(
          write("missing.safetensors", tensors),
          "tensor %s: missing, expected one of shape %s"
              .formatted(parameter.name(), told ? right : ""));
    }
  }
}
