package capstan.capsnet.onnx;

import java.util.List;

/**
 * A tensor that goes into a network or comes out of it.
 *
 * @param name such as {@code images}
 * @param type of its numbers, {@code float32} or {@code int64}
 * @param shape its extents, such as {@code batch, 1, 28, 28}
 * @param meaning what it is, in a few words
 */
public record OnnxTensor(String name, String type, List<String> shape, String meaning) {

  /** Copies the list. */
  public OnnxTensor {
    shape = List.copyOf(shape);
  }
}
