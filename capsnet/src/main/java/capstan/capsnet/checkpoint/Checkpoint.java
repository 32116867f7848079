package capstan.capsnet.checkpoint;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Everything a run is: named texts (configuration, step, epoch, sampler position, seed, …) and
 * named tensors (weights, Adam's moments), both in the order they were added. Tensors are not
 * copied: they must not change while the checkpoint is being written.
 */
public final class Checkpoint {
  /** The version of the content's meaning; a reader refuses any other. */
  public static final int FORMAT = 1;

  private final String origin;
  private final Integrity integrity;
  private final SequencedMap<String, String> metadata;
  private final SequencedMap<String, Tensor> tensors;

  Checkpoint(
      String origin,
      Integrity integrity,
      SequencedMap<String, String> metadata,
      SequencedMap<String, Tensor> tensors) {
    this.origin = origin;
    this.integrity = integrity;
    this.metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    this.tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /** An empty checkpoint to fill. */
  public static Builder builder() {
    return new Builder();
  }

  /** The file this was read from, for messages. */
  public String origin() {
    return origin;
  }

  /** Whether every byte was checked against a checksum: false for files not written by Capstan. */
  public boolean verified() {
    return integrity == Integrity.WHOLE;
  }

  /** What was found out about the file. */
  Integrity integrity() {
    return integrity;
  }

  /** The named texts, in order, unmodifiable. */
  public SequencedMap<String, String> metadata() {
    return metadata;
  }

  /** The named tensors, in order, unmodifiable. */
  public SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /**
   * A text that must be there.
   *
   * @param key such as {@code configuration}
   * @throws InvalidCheckpointException if it is missing
   */
  public String text(String key) throws InvalidCheckpointException {
    String value = metadata.get(key);
    if (value == null) {
      throw new InvalidCheckpointException(origin, "metadata " + key, "missing");
    }
    return value;
  }

  /**
   * A tensor that must be there, in the shape it must have.
   *
   * @param name such as {@code conv1.weight}
   * @param shape the shape expected
   * @throws InvalidCheckpointException if it is missing or of another shape
   */
  public Tensor tensor(String name, Shape shape) throws InvalidCheckpointException {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidCheckpointException(
          origin, "tensor " + name, "missing, expected one of shape " + shape);
    }
    if (!tensor.shape().equals(shape)) {
      throw new InvalidCheckpointException(
          origin, "tensor " + name, "shape " + tensor.shape() + ", expected " + shape);
    }
    return tensor;
  }

  /** Fills a {@link Checkpoint}. */
  public static final class Builder {
    private final SequencedMap<String, String> metadata = new LinkedHashMap<>();
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a text.
     *
     * @param key any name not beginning with {@code capstan.}, which is the format's own
     * @param value any text
     * @throws IllegalArgumentException if the key is taken or reserved, or if a text is no Unicode
     */
    public Builder text(String key, String value) {
      if (key.startsWith(SafetensorsHeader.RESERVED)) {
        throw new IllegalArgumentException(
            "metadata key " + key + " begins with " + SafetensorsHeader.RESERVED);
      }
      requireUnicode(key);
      requireUnicode(value);
      if (metadata.putIfAbsent(key, value) != null) {
        throw new IllegalArgumentException("metadata key " + key + " is added twice");
      }
      return this;
    }

    /**
     * Adds a tensor, which is not copied.
     *
     * @param name any name but the empty one and {@code __metadata__}
     * @param tensor any shape
     * @throws IllegalArgumentException if the name is taken or cannot be used
     */
    public Builder tensor(String name, Tensor tensor) {
      if (name.isEmpty() || name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be named \"" + name + "\"");
      }
      requireUnicode(name);
      if (tensors.putIfAbsent(name, tensor) != null) {
        throw new IllegalArgumentException("tensor " + name + " is added twice");
      }
      return this;
    }

    /** The checkpoint. */
    public Checkpoint build() {
      return new Checkpoint("checkpoint", Integrity.WHOLE, metadata, tensors);
    }

    private static void requireUnicode(String text) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("\"" + text + "\" holds half a character");
      }
    }
  }
}
