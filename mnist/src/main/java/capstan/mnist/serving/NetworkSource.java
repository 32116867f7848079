package capstan.mnist.serving;

import capstan.capsnet.inference.SavedModel;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;

/**
 * A network that is to be served.
 *
 * @param name what requests call it
 * @param path the run folder or file that it was read from, and is read from again
 * @param saved the network
 * @param measured what moving the dimensions of its capsules changes; empty where that was not
 *     measured
 */
public record NetworkSource(
    String name, Path path, SavedModel saved, List<MeasuredDimension> measured) {

  /**
   * What moving one dimension of a class' capsule changes.
   *
   * @param label the class
   * @param dimension of its capsule
   * @param words such as "slant +12.0°, width −1.4 px"
   */
  public record MeasuredDimension(@JsonProperty("class") int label, int dimension, String words) {}

  /** Copies the list. */
  public NetworkSource {
    measured = List.copyOf(measured);
  }
}
