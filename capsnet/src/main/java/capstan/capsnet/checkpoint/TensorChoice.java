package capstan.capsnet.checkpoint;

import capstan.core.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Which of a file's tensors are wanted, and under which names, once its header is known. */
@FunctionalInterface
public interface TensorChoice {
  /** None: the texts alone are wanted. */
  TensorChoice NONE = (file, texts, shapes) -> Map.of();

  /** All of them, under their own names. */
  TensorChoice ALL =
      (file, texts, shapes) -> {
        Map<String, String> names = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> names.put(name, name));
        return names;
      };

  /**
   * Chooses.
   *
   * @param file for messages
   * @param texts the file's named texts
   * @param shapes the shape of every tensor, by the file's name for it
   * @return the file's name of each tensor to read, with the name that it gets
   * @throws IOException if the texts are not what they should be
   */
  Map<String, String> choose(
      String file, SequencedMap<String, String> texts, SequencedMap<String, Shape> shapes)
      throws IOException;
}
