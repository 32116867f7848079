package capstan.core.simd.em;

import static capstan.core.simd.em.EmExtents.ACTIVATION;
import static capstan.core.simd.em.EmExtents.HALF_LOGARITHMS;
import static capstan.core.simd.em.EmExtents.MASS;
import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import capstan.core.simd.elementwise.VectorExponential;
import capstan.core.simd.elementwise.VectorLogarithm;
import jdk.incubator.vector.FloatVector;

/** What is computed once for a parent and round: from sums over its children, or for them. */
final class ParentKernels {
  private static final int POSE = EmGeometry.POSE * COUNT;

  private ParentKernels() {}

  /**
   * The mass and the mean.
   *
   * @param sums Σ r V, and Σ r at {@link EmExtents#MASS}
   * @param statistics of the parent, mean and mass overwritten
   */
  static void mean(float[] sums, int at, float[] statistics, int statisticsAt) {
    FloatVector mass =
        FloatVector.fromArray(SPECIES, sums, at + MASS * COUNT).max(EmGeometry.LEAST_MASS);
    mass.intoArray(statistics, statisticsAt + MASS * COUNT);
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1).div(mass);
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector.fromArray(SPECIES, sums, at + k)
          .mul(inverse)
          .intoArray(statistics, statisticsAt + k);
    }
  }

  /**
   * The variance and the activation, and what the E-step needs of a parent.
   *
   * @param sums Σ r (V − μ)², [16][lanes]
   * @param statistics of the parent, all but mean and mass overwritten
   * @param betaU β_u
   * @param betaA β_a
   * @param lambda λ
   * @param step −1 / 2σ² [16][lanes], and ln a − ½ Σ ln σ² after it; overwritten
   */
  static void spread(
      float[] sums,
      int at,
      float[] statistics,
      int statisticsAt,
      float betaU,
      float betaA,
      float lambda,
      float[] step,
      int stepAt) {
    FloatVector mass = FloatVector.fromArray(SPECIES, statistics, statisticsAt + MASS * COUNT);
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1).div(mass);
    FloatVector least = FloatVector.broadcast(SPECIES, EmGeometry.LEAST_VARIANCE);
    FloatVector half = FloatVector.broadcast(SPECIES, -0.5f);
    FloatVector logarithms = FloatVector.zero(SPECIES);
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector variance = FloatVector.fromArray(SPECIES, sums, at + k).fma(inverse, least);
      variance.intoArray(statistics, statisticsAt + POSE + k);
      half.div(variance).intoArray(step, stepAt + k);
      logarithms = VectorLogarithm.log(variance).add(logarithms);
    }
    FloatVector halves = logarithms.mul(0.5f);
    halves.intoArray(statistics, statisticsAt + HALF_LOGARITHMS * COUNT);
    FloatVector cost = halves.add(EmGeometry.POSE * betaU).mul(mass);
    FloatVector x = FloatVector.broadcast(SPECIES, betaA).sub(cost).mul(lambda);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    one.div(VectorExponential.exp(x.neg()).add(1))
        .intoArray(statistics, statisticsAt + ACTIVATION * COUNT);
    FloatVector small = VectorExponential.exp(x.abs().neg()).add(1);
    x.min(0).sub(VectorLogarithm.log(small)).sub(halves).intoArray(step, stepAt + POSE);
  }

  /**
   * Gradients of a parent of the last round.
   *
   * @param dy of the parent [17][lanes]
   * @param statistics of the parent
   * @param to dμ, dσ² and dx, for {@link #factors}, overwritten
   */
  static void ofOutput(
      float[] dy, int at, float[] statistics, int statisticsAt, float[] to, int toAt) {
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector.fromArray(SPECIES, dy, at + k).intoArray(to, toAt + k);
      FloatVector.zero(SPECIES).intoArray(to, toAt + POSE + k);
    }
    FloatVector a = FloatVector.fromArray(SPECIES, statistics, statisticsAt + ACTIVATION * COUNT);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector.fromArray(SPECIES, dy, at + POSE)
        .mul(a)
        .mul(one.sub(a))
        .intoArray(to, toAt + MASS * COUNT);
  }

  /**
   * Gradients of a parent of any other round, through the E-step after it.
   *
   * @param sums Σ dL d, Σ dL d² and Σ dL at {@link EmExtents#MASS}; overwritten with dμ, dσ² and
   *     dx, for {@link #factors}
   * @param statistics of the parent
   */
  static void ofExpectation(float[] sums, int at, float[] statistics, int statisticsAt) {
    FloatVector total = FloatVector.fromArray(SPECIES, sums, at + MASS * COUNT);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector inverse =
          one.div(FloatVector.fromArray(SPECIES, statistics, statisticsAt + POSE + k));
      FloatVector.fromArray(SPECIES, sums, at + k).mul(inverse).intoArray(sums, at + k);
      FloatVector.fromArray(SPECIES, sums, at + POSE + k)
          .mul(inverse)
          .sub(total)
          .mul(inverse)
          .mul(0.5f)
          .intoArray(sums, at + POSE + k);
    }
    FloatVector a = FloatVector.fromArray(SPECIES, statistics, statisticsAt + ACTIVATION * COUNT);
    total.mul(one.sub(a)).intoArray(sums, at + MASS * COUNT);
  }

  /**
   * From the gradients of a parent to what the M-step's gradients are made of.
   *
   * @param gradients dμ, dσ² and dx
   * @param statistics of the parent
   * @param betaU β_u
   * @param lambda λ
   * @param factors dμ / mass and dσ² / mass, [2][16][lanes], overwritten
   * @param common what dr is but for the sums over d, one vector, overwritten
   * @param dBetas dβ_u one vector, added to
   * @param dBetaA index in dBetas' array of dβ_a, likewise
   */
  static void factors(
      float[] gradients,
      int at,
      float[] statistics,
      int statisticsAt,
      float betaU,
      float lambda,
      float[] factors,
      int factorsAt,
      float[] common,
      int commonAt,
      float[] dBetas,
      int dBetaU,
      int dBetaA) {
    FloatVector mass = FloatVector.fromArray(SPECIES, statistics, statisticsAt + MASS * COUNT);
    FloatVector halves =
        FloatVector.fromArray(SPECIES, statistics, statisticsAt + HALF_LOGARITHMS * COUNT);
    FloatVector scaled = FloatVector.fromArray(SPECIES, gradients, at + MASS * COUNT).mul(lambda);
    scaled.add(FloatVector.fromArray(SPECIES, dBetas, dBetaA)).intoArray(dBetas, dBetaA);
    FloatVector dCost = scaled.neg();
    dCost
        .mul(mass)
        .mul(EmGeometry.POSE)
        .add(FloatVector.fromArray(SPECIES, dBetas, dBetaU))
        .intoArray(dBetas, dBetaU);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector inverse = one.div(mass);
    FloatVector halfCost = dCost.mul(0.5f);
    FloatVector rest = halves.add(EmGeometry.POSE * betaU).mul(dCost);
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector.fromArray(SPECIES, gradients, at + k)
          .mul(inverse)
          .intoArray(factors, factorsAt + k);
      FloatVector variance = FloatVector.fromArray(SPECIES, statistics, statisticsAt + POSE + k);
      FloatVector slope =
          FloatVector.fromArray(SPECIES, gradients, at + POSE + k)
              .fma(inverse, halfCost.div(variance));
      slope.intoArray(factors, factorsAt + POSE + k);
      rest = variance.sub(EmGeometry.LEAST_VARIANCE).neg().fma(slope, rest);
    }
    rest.intoArray(common, commonAt);
  }

  /**
   * The factors of a round's M-step, for differences from another round's mean: g + 2kδ and 2k,
   * where δ is that mean less the round's own.
   *
   * @param factors g and k, [2][16][lanes]
   * @param other the other mean, [16][lanes]
   * @param mean the round's own, likewise
   * @param to [2][16][lanes], overwritten
   */
  static void shifted(
      float[] factors, int at, float[] other, int otherAt, int mean, float[] to, int toAt) {
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector twice = FloatVector.fromArray(SPECIES, factors, at + POSE + k).mul(2);
      FloatVector.fromArray(SPECIES, other, otherAt + k)
          .sub(FloatVector.fromArray(SPECIES, other, mean + k))
          .fma(twice, FloatVector.fromArray(SPECIES, factors, at + k))
          .intoArray(to, toAt + k);
      twice.intoArray(to, toAt + POSE + k);
    }
  }

  /**
   * The factors of a round's E-step, likewise: −δ / σ² and −1 / σ².
   *
   * @param other the other mean, [16][lanes]
   * @param mean index in other's array of the round's mean and variance, [2][16][lanes]
   * @param to [2][16][lanes], overwritten
   */
  static void ofDistance(float[] other, int otherAt, int mean, float[] to, int toAt) {
    FloatVector minus = FloatVector.broadcast(SPECIES, -1);
    for (int k = 0; k < POSE; k += COUNT) {
      FloatVector inverse = minus.div(FloatVector.fromArray(SPECIES, other, mean + POSE + k));
      FloatVector.fromArray(SPECIES, other, otherAt + k)
          .sub(FloatVector.fromArray(SPECIES, other, mean + k))
          .mul(inverse)
          .intoArray(to, toAt + k);
      inverse.intoArray(to, toAt + POSE + k);
    }
  }

  /** Sums over the lanes of vectors turned into rows: y[k] = Σ x[row][k]. */
  static void addRows(float[] x, int at, float[] y, int yAt) {
    FloatVector sum = FloatVector.fromArray(SPECIES, x, at);
    for (int k = COUNT; k < COUNT * COUNT; k += COUNT) {
      sum = FloatVector.fromArray(SPECIES, x, at + k).add(sum);
    }
    sum.intoArray(y, yAt);
  }
}
