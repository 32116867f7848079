package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/** What the children of one parent give it: one number of each child in a flat loop. */
final class ShareKernels {
  private static final int CHILD = EmGeometry.NUMBERS * COUNT;

  private ShareKernels() {}

  /**
   * r = R α.
   *
   * @param at of each slot's child from the first
   * @param assignments R, a vector at each step
   * @param x children
   * @param xAt index of the first one's activation
   * @param r [slots][lanes], overwritten
   * @param sum the mass, one vector, overwritten
   */
  static void shares(
      int[] at,
      float[] assignments,
      int assignmentsAt,
      int step,
      float[] x,
      int xAt,
      float[] r,
      int rAt,
      float[] sum,
      int sumAt) {
    FloatVector mass = FloatVector.zero(SPECIES);
    for (int slot = 0; slot < at.length; slot++) {
      FloatVector share =
          FloatVector.fromArray(SPECIES, assignments, assignmentsAt)
              .mul(FloatVector.fromArray(SPECIES, x, xAt + at[slot]));
      share.intoArray(r, rAt);
      mass = share.add(mass);
      assignmentsAt += step;
      rAt += COUNT;
    }
    mass.intoArray(sum, sumAt);
  }

  /**
   * r = R α in the first round.
   *
   * @param at of each slot's child from the first
   * @param uniform R of each child
   * @param first number of the first child
   * @param x children
   * @param xAt index of the first one's activation
   * @param r [slots][lanes], overwritten
   * @param sum the mass, one vector, overwritten
   */
  static void firstShares(
      int[] at,
      float[] uniform,
      int first,
      float[] x,
      int xAt,
      float[] r,
      int rAt,
      float[] sum,
      int sumAt) {
    FloatVector mass = FloatVector.zero(SPECIES);
    for (int slot = 0; slot < at.length; slot++) {
      FloatVector share =
          FloatVector.fromArray(SPECIES, x, xAt + at[slot])
              .mul(FloatVector.broadcast(SPECIES, uniform[first + at[slot] / CHILD]));
      share.intoArray(r, rAt);
      mass = share.add(mass);
      rAt += COUNT;
    }
    mass.intoArray(sum, sumAt);
  }

  /**
   * Vectors that lie apart, brought together and added up.
   *
   * @param count how many
   * @param from a vector at each step
   * @param to [count][lanes], overwritten
   * @param sum one vector, overwritten
   */
  static void gather(
      int count, float[] from, int fromAt, int step, float[] to, int toAt, float[] sum, int sumAt) {
    FloatVector total = FloatVector.zero(SPECIES);
    for (int k = 0; k < count; k++) {
      FloatVector value = FloatVector.fromArray(SPECIES, from, fromAt);
      value.intoArray(to, toAt);
      total = value.add(total);
      fromAt += step;
      toAt += COUNT;
    }
    total.intoArray(sum, sumAt);
  }

  /**
   * From dr to dR = α dr, and dα += R dr.
   *
   * @param at of each slot's child from the first
   * @param dr [slots][lanes]
   * @param assignments R, a vector at each step
   * @param x children
   * @param xAt index of the first one's activation
   * @param dx their gradients, likewise; added to
   * @param dAssignments dR, a vector at each step, overwritten
   */
  static void toAssignments(
      int[] at,
      float[] dr,
      int drAt,
      float[] assignments,
      int assignmentsAt,
      int step,
      float[] x,
      int xAt,
      float[] dx,
      int dxAt,
      float[] dAssignments,
      int dAssignmentsAt) {
    for (int slot = 0; slot < at.length; slot++) {
      int a = dxAt + at[slot];
      FloatVector slope = FloatVector.fromArray(SPECIES, dr, drAt);
      FloatVector.fromArray(SPECIES, x, xAt + at[slot])
          .mul(slope)
          .intoArray(dAssignments, dAssignmentsAt);
      FloatVector.fromArray(SPECIES, assignments, assignmentsAt)
          .fma(slope, FloatVector.fromArray(SPECIES, dx, a))
          .intoArray(dx, a);
      drAt += COUNT;
      assignmentsAt += step;
      dAssignmentsAt += step;
    }
  }

  /**
   * From dr of the first round to dα += R dr.
   *
   * @param at of each slot's child from the first
   * @param dr [slots][lanes]
   * @param uniform R of each child
   * @param first number of the first child
   * @param dx gradients of children, the first one's activation at dxAt; added to
   */
  static void toActivations(
      int[] at, float[] dr, int drAt, float[] uniform, int first, float[] dx, int dxAt) {
    for (int slot = 0; slot < at.length; slot++) {
      int a = dxAt + at[slot];
      FloatVector.fromArray(SPECIES, dr, drAt)
          .fma(
              FloatVector.broadcast(SPECIES, uniform[first + at[slot] / CHILD]),
              FloatVector.fromArray(SPECIES, dx, a))
          .intoArray(dx, a);
      drAt += COUNT;
    }
  }
}
