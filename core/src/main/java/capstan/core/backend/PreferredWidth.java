package capstan.core.backend;

import jdk.incubator.vector.VectorShape;

/**
 * The machine's vector width. It stands in a class of its own because loading this class needs the
 * module {@code jdk.incubator.vector}.
 */
final class PreferredWidth {
  private PreferredWidth() {}

  static int bits() {
    return VectorShape.preferredShape().vectorBitSize();
  }
}
