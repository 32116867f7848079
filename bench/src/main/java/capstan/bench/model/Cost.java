package capstan.bench.model;

import capstan.bench.measure.Limits;

/**
 * What a part cannot do without.
 *
 * @param flops floating-point operations; a multiplication and an addition are two
 * @param bytes that must come from memory or go there, each array once
 */
public record Cost(double flops, double bytes) {
  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0);

  /** Both one after the other. */
  public Cost plus(Cost other) {
    return new Cost(flops + other.flops, bytes + other.bytes);
  }

  /** This so many times. */
  public Cost times(double factor) {
    return new Cost(factor * flops, factor * bytes);
  }

  /**
   * The least time: whatever takes longer of computing and moving, the other hidden behind it.
   *
   * @param limits of the machine
   * @return milliseconds
   */
  public double floor(Limits limits) {
    return Math.max(computing(limits), moving(limits));
  }

  /** Whether moving takes longer than computing. */
  public boolean isBoundByMemory(Limits limits) {
    return moving(limits) > computing(limits);
  }

  private double computing(Limits limits) {
    return flops / limits.gflops() / 1e6;
  }

  private double moving(Limits limits) {
    return bytes / limits.gigabytes() / 1e6;
  }
}
