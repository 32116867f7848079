package capstan.cublas;

import capstan.cublas.CublasSettings.Placement;

/**
 * Predicts whether a product is faster on the device, its transfers included. The constants stand
 * for a server: what matters is only where the two lines cross, which for matrix products lies far
 * from where mistakes of a factor of two would change a choice that costs much. They are constants,
 * and not measured at start, because the same seed must give the same bits in every run and for any
 * number of threads.
 */
final class ProductCost {
  /** Operations a second of the processor, all cores, in the kernels of the SIMD backend. */
  private static final double PROCESSOR = 2e12;

  /** Bytes a second between the two memories: PCIe 4 with sixteen lanes, pinned. */
  private static final double BUS = 2.5e10;

  /** Share of its peak that the device reaches in products of this kind. */
  private static final double SHARE = 0.4;

  /** Peak assumed where the device does not say, operations per second. */
  private static final double UNKNOWN_PEAK = 1e13;

  /** Seconds for the calls, the copies' set-up and the wait of one exchange. */
  private static final double EXCHANGE = 5e-5;

  private final Placement placement;
  private final double device;

  ProductCost(Placement placement, CublasDevice device) {
    this.placement = placement;
    double peak = device.gigaflops() > 0 ? device.gigaflops() * 1e9 : UNKNOWN_PEAK;
    this.device = peak * SHARE;
  }

  /**
   * Whether the device should do it.
   *
   * @param flops multiplications and additions, counted as two
   * @param bytes that must travel, both ways together
   * @param exchanges how often the processor waits for the device
   */
  boolean prefersDevice(double flops, double bytes, int exchanges) {
    return switch (placement) {
      case DEVICE -> true;
      case PROCESSOR -> false;
      case AUTO -> exchanges * EXCHANGE + bytes / BUS + flops / device < flops / PROCESSOR;
    };
  }
}
