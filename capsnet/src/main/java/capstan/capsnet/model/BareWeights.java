package capstan.capsnet.model;

import capstan.core.Shape;
import java.util.Map;
import java.util.Optional;

/** What the tensors of a file tell of a network, where the file says no configuration. */
public interface BareWeights {

  /**
   * Size of images, which the user may know.
   *
   * @param width columns
   * @param height rows
   */
  record WidthAndHeight(int width, int height) {}

  /** A regular expression for the names of the family's tensors. */
  String names();

  /**
   * The network that weights are of, or the nearest to it, so that whoever loads them says which
   * tensor is wrong.
   *
   * @param shapes of tensors, by PyTorch's names
   * @param size of the images; empty to find it too
   */
  ModelConfiguration network(Map<String, Shape> shapes, Optional<WidthAndHeight> size);
}
