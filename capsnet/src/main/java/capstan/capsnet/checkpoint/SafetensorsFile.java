package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads and writes checkpoints in the safetensors format, which PyTorch reads and writes too: the
 * header's length in 8 little-endian bytes, a JSON header, the tensors' little-endian elements.
 *
 * <p>What is written here also carries a checksum of every tensor and of the header, see {@link
 * Checksums}: one changed byte anywhere in the file is found and its place named.
 */
public final class SafetensorsFile {
  private SafetensorsFile() {}

  /**
   * Writes a checkpoint, whole or not at all, as float32.
   *
   * @param file the file to create or replace; its folder must exist
   * @param checkpoint the content
   * @throws IOException if the file cannot be written; the message is one line that names the file
   *     and the reason, and the old file is still there
   */
  public static void write(Path file, Checkpoint checkpoint) throws IOException {
    write(file, checkpoint, ElementType.F32);
  }

  /**
   * Writes a checkpoint, whole or not at all.
   *
   * @param file the file to create or replace; its folder must exist
   * @param checkpoint the content
   * @param type how the numbers of its tensors are stored; each is rounded to the nearest
   * @throws IOException as above, and if a number is too large for the type
   */
  public static void write(Path file, Checkpoint checkpoint, ElementType type) throws IOException {
    AtomicFile.write(file, new SafetensorsWriter(checkpoint, type));
  }

  /**
   * Reads a checkpoint with all of its tensors. F64, F16 and BF16 become float32.
   *
   * @param file the file to read
   * @param checksums whether files without checksums are accepted
   * @throws InvalidCheckpointException if there is no such file, or it is no checkpoint, damaged,
   *     or of another version; the message is one line that names the file, the tensor or "header",
   *     and what was found and expected
   * @throws IOException if the disk fails
   */
  public static Checkpoint read(Path file, Checksums checksums) throws IOException {
    return read(file, checksums, TensorChoice.ALL);
  }

  /**
   * Reads a checkpoint with those of its tensors that are wanted; what the others are never matters
   * to a file without checksums. Of several files that belong together all are read.
   *
   * @param file the file to read, one of several shards, or their index
   * @param checksums whether files without checksums are accepted
   * @param choice of tensors
   * @throws InvalidCheckpointException as above, or if a shard is missing
   * @throws IOException if the disk fails
   */
  public static Checkpoint read(Path file, Checksums checksums, TensorChoice choice)
      throws IOException {
    List<SafetensorsReader> readers = new ArrayList<>();
    try {
      for (Path shard : SafetensorsShards.of(file)) {
        readers.add(new SafetensorsReader(shard, checksums));
      }
      SequencedMap<String, String> texts = new LinkedHashMap<>();
      SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
      Integrity integrity = Integrity.WHOLE;
      for (SafetensorsReader reader : readers) {
        reader.texts().forEach(texts::putIfAbsent);
        for (var tensor : reader.shapes().entrySet()) {
          if (shapes.putIfAbsent(tensor.getKey(), tensor.getValue()) != null) {
            throw new InvalidCheckpointException(
                file.toString(), "tensor " + tensor.getKey(), "found in two of the files");
          }
        }
        if (reader.integrity().compareTo(integrity) > 0) {
          integrity = reader.integrity();
        }
      }
      Map<String, String> names = choice.choose(file.toString(), texts, shapes);
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsReader reader : readers) {
        reader.read(names, tensors);
      }
      return new Checkpoint(file.toString(), integrity, texts, tensors);
    } finally {
      for (SafetensorsReader reader : readers) {
        reader.close();
      }
    }
  }

  /**
   * Reads what a checkpoint written by Capstan says, without its tensors: in no time, but damage
   * among their bytes is not seen.
   *
   * @param file the file to read
   * @throws InvalidCheckpointException as {@link #read}
   * @throws IOException if the disk fails
   */
  static Checkpoint readTexts(Path file) throws IOException {
    try (SafetensorsReader reader = new SafetensorsReader(file, Checksums.REQUIRED)) {
      return new Checkpoint(
          file.toString(), reader.integrity(), reader.texts(), new LinkedHashMap<>());
    }
  }
}
