package capstan.core.simd;

import capstan.core.Workers;
import capstan.core.kernel.Backend;
import capstan.core.simd.convolution.SimdConvolution;
import capstan.core.simd.convolution.SimdDepthwiseConvolution;
import capstan.core.simd.elementwise.SimdAdam;
import capstan.core.simd.elementwise.SimdCapsules;
import capstan.core.simd.elementwise.SimdPointwise;
import capstan.core.simd.elementwise.SimdReduction;
import capstan.core.simd.elementwise.SimdSoftmax;
import capstan.core.simd.em.SimdEmRouting;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.product.SimdGemm;
import capstan.core.simd.routing.SimdRouting;
import capstan.core.simd.routing.SimdSelfAttention;

/** The backend on the Vector API. */
public final class SimdBackend {
  private SimdBackend() {}

  /**
   * A new backend with a team of its own.
   *
   * @param threads size of the team, at least 1
   */
  public static Backend create(int threads) {
    return create(new Workers(threads));
  }

  /**
   * A new backend on a team that the caller has made, such as one that is watched.
   *
   * @param workers the team; closed with the backend
   */
  public static Backend create(Workers workers) {
    return new Backend(
        "simd",
        "Vector API, " + Lanes.bits() + " bits, " + Lanes.REGISTERS + " registers",
        true,
        workers,
        new SimdGemm(workers),
        new SimdConvolution(workers),
        new SimdDepthwiseConvolution(workers),
        new SimdCapsules(workers),
        new SimdRouting(workers),
        new SimdSelfAttention(workers),
        new SimdEmRouting(workers),
        new SimdPointwise(workers),
        new SimdReduction(workers),
        new SimdSoftmax(workers),
        new SimdAdam(workers),
        () -> {});
  }
}
