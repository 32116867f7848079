package capstan.core.simd.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.CounterRandom;
import capstan.core.kernel.ConvolutionGeometry;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The mathematics, in double precision: values at points instead of coefficients. */
class PointSetTest {
  private static final ConvolutionGeometry PRIMARY_CAPS =
      new ConvolutionGeometry(128, 20, 20, 256, 256, 9, 9, 2, 0);

  /** y = E_mᵀ[(Cᵀx) ∘ (E_r w)], dw = E_rᵀ[(Cᵀx) ∘ (E_m dy)] and dx = C[(E_m dy) ∘ (E_r w)]. */
  @Property
  void threePassesAlongALine(
      @ForAll @IntRange(min = 1, max = 10) int size,
      @ForAll @IntRange(min = 1, max = 10) int taps,
      @ForAll boolean strict,
      @ForAll boolean infinite,
      @ForAll @IntRange(max = 1000) int seed) {
    PointSet all = PointSet.of(size, 1, strict ? 1e-6 : 1e-5).orElseThrow();
    PointSet points = infinite || size == 1 ? all : all.finite();
    int r = Math.min(taps, points.size());
    int m = points.size() - r + 1;
    double[] x = random(seed, 1, points.size());
    double[] w = random(seed, 2, r);
    double[] dy = random(seed, 3, m);
    double[] y = new double[m];
    double[] dw = new double[r];
    double[] dx = new double[points.size()];
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < r; k++) {
        y[i] += x[i + k] * w[k];
        dw[k] += x[i + k] * dy[i];
        dx[i + k] += dy[i] * w[k];
      }
    }
    double[][] c = points.interpolation();
    double[][] taken = points.powers(r);
    double[][] given = points.powers(m);
    assertThat(pass(points, c, x, taken, w, given)).containsExactly(y, within(1e-9));
    assertThat(pass(points, c, x, given, dy, taken)).containsExactly(dw, within(1e-9));
    assertThat(pass(points, given, dy, taken, w, c)).containsExactly(dx, within(1e-9));
  }

  private static double[] pass(
      PointSet points, double[][] a, double[] x, double[][] b, double[] y, double[][] back) {
    double[] left = values(a, x);
    double[] right = values(b, y);
    double[] product = new double[left.length];
    int complex = 2 * points.pairs().size();
    for (int k = 0; k < left.length; k++) {
      boolean re = k < complex && k % 2 == 0;
      product[k] =
          re
              ? left[k] * right[k] - left[k + 1] * right[k + 1]
              : k < complex ? left[k - 1] * right[k] + left[k] * right[k - 1] : left[k] * right[k];
    }
    double[] sums = new double[back[0].length];
    for (int k = 0; k < product.length; k++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += points.share(k) * back[k][i] * product[k];
      }
    }
    return sums;
  }

  private static double[] values(double[][] matrix, double[] x) {
    double[] values = new double[matrix.length];
    for (int k = 0; k < values.length; k++) {
      for (int i = 0; i < x.length; i++) {
        values[k] += matrix[k][i] * x[i];
      }
    }
    return values;
  }

  private static double[] random(int seed, int stream, int length) {
    CounterRandom random = new CounterRandom(seed, stream);
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = random.normal(i);
    }
    return numbers;
  }

  /** Four phases of 10x10, 10x9, 9x10 and 9x9 points; the tenth roots of unity took 592. */
  @Example
  void primaryCapsTakes429MultiplicationsOr517() {
    TransformShape shape = TransformShape.of(PRIMARY_CAPS, 1e-5).orElseThrow();
    assertThat(shape.multiplications()).isEqualTo(118 + 2 * 107 + 97);
    assertThat(shape.outputNumbers()).isEqualTo(118);
    assertThat(shape.tiles()).isEqualTo(1);
    assertThat(TransformShape.of(PRIMARY_CAPS, 1e-6).orElseThrow().multiplications())
        .isEqualTo(517);
  }

  /** 118 multiplications for 36 outputs, directly 900. */
  @Example
  void largePlanesAreCutIntoTiles() {
    ConvolutionGeometry g = new ConvolutionGeometry(128, 40, 40, 256, 256, 5, 5, 1, 2);
    TransformShape shape = TransformShape.of(g, 1e-5).orElseThrow();
    assertThat(shape.multiplications()).isEqualTo(118);
    assertThat(shape.tiles()).isEqualTo(7 * 7);
  }

  @Example
  void theChoiceIsToldWithItsBound() {
    assertThat(TransformShape.of(PRIMARY_CAPS, 1e-5).orElseThrow().describe())
        .isEqualTo(
            "429 multiplications per pair of channels (direct: 2,916),"
                + " points ±i, 0, ±1, ±2, ±0.5, ∞, error ≤ 1e-05");
    assertThat(TransformShape.of(PRIMARY_CAPS, 1e-6).orElseThrow().describe())
        .contains("517 multi", "points ±i, 0.71±0.71i, -0.71±0.71i, 0, ±1, ∞, error ≤ 1e-06");
  }

  @Example
  void tooManyTapsHaveNoPoints() {
    ConvolutionGeometry g = new ConvolutionGeometry(1, 40, 40, 1, 1, 11, 11, 1, 0);
    assertThat(TransformShape.of(g, 1e-5)).isEmpty();
    assertThat(TransformShape.of(PRIMARY_CAPS, 1e-8)).isEmpty();
  }
}
