package capstan.capsnet.model;

import capstan.capsnet.layer.Layer;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.jit.KernelShapes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/**
 * Everything that decides what a network computes before it has seen an image: a record of numbers,
 * truth values, texts, enums, lists and records, which is written as JSON under the name of its
 * {@link ModelFamily}. In a module of its own the record's package must be open to {@code
 * com.fasterxml.jackson.databind}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "network")
public interface ModelConfiguration {

  /** The images the network takes. */
  ImageExtents image();

  /** How many classes it tells apart. */
  int classes();

  /**
   * The network, every parameter zero: to be filled from a checkpoint. The parameters take memory
   * from their first use on.
   *
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  Model newModel();

  /**
   * The same network for other data.
   *
   * @param image the images it takes
   * @param classes how many it tells apart
   * @throws InvalidSettingException if a layer does not fit them
   */
  ModelConfiguration resized(ImageExtents image, int classes);

  /**
   * The network with its initial values.
   *
   * @param seed the run's seed; the same seed gives the same values
   */
  default Model newModel(long seed) {
    Model model = newModel();
    Layer.initialise(model.layers(), seed);
    return model;
  }

  /**
   * The same kernels on little work, to be trained while the data is still being read: the JVM has
   * compiled them then before the first real step. Empty if that is not worth while.
   */
  default Optional<ModelConfiguration> miniature() {
    return Optional.empty();
  }

  /** On what shapes the JVM's code for its kernels is timed; empty if it is not. */
  default Optional<KernelShapes> kernelShapes() {
    return Optional.empty();
  }

  /**
   * Checks that the network can learn from images that overlap: that it is an {@link OverlapModel}.
   *
   * @throws InvalidSettingException if it cannot
   */
  default void requireOverlap() {
    throw new InvalidSettingException(
        "overlapping pairs need a network of capsules such as capsnet, found "
            + ModelFamily.of(this).name());
  }
}
