package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * What the children of one parent give it: one number of each child in a flat loop. Arrays and
 * indices are those of {@link SpreadKernels}.
 */
final class ShareKernels {
  private static final int CHILD = EmGeometry.NUMBERS * COUNT;

  private ShareKernels() {}

  /**
   * r = R α.
   *
   * @param at of each slot's child from the first
   * @param assignments R, a vector at each step
   * @param x the first child's activation
   * @param r [slots][lanes], overwritten
   * @param sum the mass, one vector, overwritten
   */
  static void shares(
      int[] at, float[] kept, int assignments, int step, int x, float[] own, int r, int sum) {
    FloatVector mass = FloatVector.zero(SPECIES);
    for (int slot = 0; slot < at.length; slot++) {
      FloatVector share =
          FloatVector.fromArray(SPECIES, kept, assignments)
              .mul(FloatVector.fromArray(SPECIES, kept, x + at[slot]));
      share.intoArray(own, r);
      mass = share.add(mass);
      assignments += step;
      r += COUNT;
    }
    mass.intoArray(own, sum);
  }

  /**
   * r = R α in the first round.
   *
   * @param at of each slot's child from the first
   * @param uniform R of each child
   * @param first number of the first child
   * @param x the first child's activation
   * @param r [slots][lanes], overwritten
   * @param sum the mass, one vector, overwritten
   */
  static void firstShares(
      int[] at, float[] uniform, int first, float[] kept, int x, float[] own, int r, int sum) {
    FloatVector mass = FloatVector.zero(SPECIES);
    for (int slot = 0; slot < at.length; slot++) {
      FloatVector share =
          FloatVector.fromArray(SPECIES, kept, x + at[slot])
              .mul(FloatVector.broadcast(SPECIES, uniform[first + at[slot] / CHILD]));
      share.intoArray(own, r);
      mass = share.add(mass);
      r += COUNT;
    }
    mass.intoArray(own, sum);
  }

  /**
   * Vectors that lie apart, brought together and added up.
   *
   * @param count how many
   * @param from a vector at each step
   * @param to [count][lanes], overwritten
   * @param sum one vector, overwritten
   */
  static void gather(int count, float[] own, int from, int step, int to, int sum) {
    FloatVector total = FloatVector.zero(SPECIES);
    for (int k = 0; k < count; k++) {
      FloatVector value = FloatVector.fromArray(SPECIES, own, from);
      value.intoArray(own, to);
      total = value.add(total);
      from += step;
      to += COUNT;
    }
    total.intoArray(own, sum);
  }

  /**
   * From dr to dR = α dr, and dα += R dr.
   *
   * @param at of each slot's child from the first
   * @param dr [slots][lanes]
   * @param dx gradients of children, that of the first one's activation; added to
   * @param to dR, a vector at each step, overwritten
   * @param r R, a vector at each step
   * @param x the first child's activation
   */
  static void toAssignments(
      int[] at, float[] own, int dr, int dx, int to, float[] kept, int r, int x, int step) {
    for (int slot = 0; slot < at.length; slot++) {
      int a = dx + at[slot];
      FloatVector slope = FloatVector.fromArray(SPECIES, own, dr);
      FloatVector.fromArray(SPECIES, kept, x + at[slot]).mul(slope).intoArray(own, to);
      FloatVector.fromArray(SPECIES, kept, r)
          .fma(slope, FloatVector.fromArray(SPECIES, own, a))
          .intoArray(own, a);
      dr += COUNT;
      r += step;
      to += step;
    }
  }

  /**
   * From dr of the first round to dα += R dr.
   *
   * @param at of each slot's child from the first
   * @param uniform R of each child
   * @param first number of the first child
   * @param dr [slots][lanes]
   * @param dx gradients of children, that of the first one's activation; added to
   */
  static void toActivations(int[] at, float[] uniform, int first, float[] own, int dr, int dx) {
    for (int slot = 0; slot < at.length; slot++) {
      int a = dx + at[slot];
      FloatVector.fromArray(SPECIES, own, dr)
          .fma(
              FloatVector.broadcast(SPECIES, uniform[first + at[slot] / CHILD]),
              FloatVector.fromArray(SPECIES, own, a))
          .intoArray(own, a);
      dr += COUNT;
    }
  }
}
