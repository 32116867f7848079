package capstan.capsnet.golden;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.core.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** Half a SHA-256 of numbers, to the last bit. */
final class Digest {
  private final MessageDigest digest;

  Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java has SHA-256", every);
    }
  }

  void add(float value) {
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      digest.update((byte) (bits >>> shift));
    }
  }

  void add(float... values) {
    for (float value : values) {
      add(value);
    }
  }

  /** All tensors by name: parameters and, of a run, Adam's moments. */
  void add(Checkpoint checkpoint) {
    for (var named : new TreeMap<String, Tensor>(checkpoint.tensors()).entrySet()) {
      digest.update(named.getKey().getBytes(StandardCharsets.UTF_8));
      add(named.getValue().toArray());
    }
  }

  String text() {
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
