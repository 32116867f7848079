package capstan.core.simd.lanes;

import capstan.core.Workspace;

/**
 * The numbers of a processor that blocks of work are cut by. Sizes of caches are in floats, and
 * what one core may count on. The JDK does not say how large they are, so {@link #HERE} has those
 * of the usual machine: 32 KiB or a little more, 1 MiB, and 8 MiB of what all cores share. A block
 * that is a little too large or too small costs a few percent, never a wrong result.
 *
 * <p>What decides in which order numbers are added does not come from here: {@code Tiling.DEPTH},
 * the blocks of {@code SimdReduction}, the chunks of {@code RoutingExtents} and what {@code
 * DeepProduct} takes on are the same on every machine, so that all give the same bits.
 *
 * @param lanes floats in a vector
 * @param registers vector registers
 * @param firstLevel floats in the first-level cache
 * @param secondLevel floats in the second-level cache
 * @param thirdLevel floats that a product may take of the third-level cache
 * @param line floats in a line of any cache
 */
public record Machine(
    int lanes, int registers, int firstLevel, int secondLevel, int thirdLevel, int line) {
  /** This process' machine. */
  public static final Machine HERE =
      new Machine(Lanes.COUNT, Lanes.REGISTERS, 1 << 13, 1 << 18, 1 << 21, Workspace.LINE);

  /** Floats between two places that compete for the same lines of an eight-way first level. */
  public int setSpan() {
    return firstLevel / 8;
  }
}
