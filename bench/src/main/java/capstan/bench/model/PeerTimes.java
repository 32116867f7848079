package capstan.bench.model;

import capstan.capsnet.file.AtomicFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The parts of a step beside PyTorch's, as one comparison measured them.
 *
 * @param batch images
 * @param threads of both sides
 * @param parts a row each
 */
public record PeerTimes(int batch, int threads, List<Row> parts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the list. */
  public PeerTimes {
    parts = List.copyOf(parts);
  }

  /**
   * Median times of a part.
   *
   * @param part which
   * @param capstan milliseconds
   * @param pytorch milliseconds in float32
   * @param bfloat16 milliseconds with bfloat16 convolutions; null where it is none
   */
  public record Row(LayerPart part, double capstan, double pytorch, Double bfloat16) {}

  /**
   * Writes them as JSON, whole or not at all.
   *
   * @param file replaced if it exists
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, JSON.writeValueAsBytes(this));
  }

  /**
   * Reads them again.
   *
   * @param file written by {@link #write}
   * @throws IOException if it is missing or something else; the message is one line
   */
  public static PeerTimes read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), PeerTimes.class);
    } catch (NoSuchFileException missing) {
      throw new IOException("there is no file " + file, missing);
    } catch (JsonProcessingException malformed) {
      throw new IOException(
          file
              + " does not hold what bench --peers --peer-parts writes: "
              + malformed.getOriginalMessage().lines().findFirst().orElse(""),
          malformed);
    }
  }
}
