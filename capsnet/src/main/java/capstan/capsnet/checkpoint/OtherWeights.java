package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import capstan.capsnet.idx.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Says of a file that is no safetensors file what it is, and how its weights become one. */
final class OtherWeights {
  private OtherWeights() {}

  /**
   * Refuses a file of a known kind.
   *
   * @param file a file that is not read
   * @throws InvalidCheckpointException if its kind is known
   * @throws IOException if it cannot be read
   */
  static void refuse(Path file) throws IOException {
    byte[] start = FolderLock.start(file, 1 << 10);
    Optional<FileKind> kind = FileKind.of(start);
    Optional<String> words = FileKind.words(start);
    if (words.isPresent() && kind.orElse(null) != FileKind.SAFETENSORS) {
      throw new InvalidCheckpointException(
          file.toString(),
          "found %s, expected a safetensors file%s"
              .formatted(
                  words.get(),
                  kind.map(known -> cure(known, file.getFileName().toString())).orElse("")));
    }
  }

  private static String cure(FileKind kind, String name) {
    String saved = python(name.replaceFirst("\\.[^.]*$", "") + ".safetensors");
    String from = python(name);
    return switch (kind) {
      case PYTORCH, PICKLE ->
          inPython(
              "import torch, safetensors.torch",
              "safetensors.torch.save_file(torch.load(%s, map_location=\"cpu\"), %s)"
                  .formatted(from, saved),
              " (of a larger object, its state_dict)");
      case NUMPY_ARCHIVE ->
          inPython(
              "import numpy, safetensors.numpy",
              "safetensors.numpy.save_file(dict(numpy.load(%s)), %s)".formatted(from, saved),
              "");
      case ONNX ->
          inPython(
              "import onnx, safetensors.numpy",
              "safetensors.numpy.save_file({t.name: onnx.numpy_helper.to_array(t) for t in"
                  .concat(" onnx.load(%s).graph.initializer}, %s)")
                  .formatted(from, saved),
              "");
      case HDF5, KERAS ->
          inPython(
              "import keras, safetensors.numpy",
              "safetensors.numpy.save_file({w.path: w.numpy() for w in"
                  .concat(" keras.models.load_model(%s).weights}, %s)")
                  .formatted(from, saved),
              ", named and laid out as PyTorch's (conv1.weight, [kernels, channels, rows,"
                  + " columns])");
      case TENSORFLOW_GRAPH, TENSORFLOW_CHECKPOINT, TENSORFLOW_LITE, GGUF, NUMPY, MATLAB_5 ->
          ": save the network's weights as safetensors under PyTorch's names (conv1.weight, ...)";
      case GZIP, ZIP, BZIP2, XZ, ZSTANDARD, SEVEN_ZIP, RAR, TAR -> ": unpack it";
      case WEB_PAGE -> ": download the file itself";
      default -> "";
    };
  }

  private static String inPython(String imports, String save, String more) {
    return ": save one in Python with: " + imports + "; " + save + more;
  }

  /** A text as Python has it. */
  private static String python(String text) {
    return '"' + OneLine.of(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
