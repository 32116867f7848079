package capstan.mnist.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

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
    AtomicFile.write(file, new SafetensorsWriter(checkpoint));
  }

  /**
   * Reads a checkpoint. F64, F16 and BF16 become float32.
   *
   * @param file the file to read
   * @param checksums whether files without checksums are accepted
   * @throws InvalidCheckpointException if there is no such file, or it is no checkpoint, damaged,
   *     or of another version; the message is one line that names the file, the tensor or "header",
   *     and what was found and expected
   * @throws IOException if the disk fails
   */
  public static Checkpoint read(Path file, Checksums checksums) throws IOException {
    return new SafetensorsReader(file, checksums).read();
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
    return new SafetensorsReader(file, Checksums.REQUIRED).readTexts();
  }
}
