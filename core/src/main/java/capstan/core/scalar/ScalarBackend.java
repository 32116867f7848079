package capstan.core.scalar;

import capstan.core.Workers;
import capstan.core.kernel.Backend;

/** The backend of plain loops. It needs nothing but Java, and uses one thread. */
public final class ScalarBackend {
  private ScalarBackend() {}

  /** A new scalar backend, with a team of the calling thread alone. */
  public static Backend create() {
    return new Backend(
        "scalar",
        "plain loops, one thread",
        false,
        new Workers(1),
        new ScalarGemm(),
        new ScalarConvolution(),
        new ScalarDepthwiseConvolution(),
        new ScalarCapsules(),
        new ScalarRouting(),
        new ScalarSelfAttention(),
        new ScalarEmRouting(),
        new ScalarPointwise(),
        new ScalarReduction(),
        new ScalarSoftmax(),
        new ScalarAdam(),
        () -> {});
  }
}
