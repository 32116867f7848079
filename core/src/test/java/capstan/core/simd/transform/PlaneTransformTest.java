package capstan.core.simd.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.CounterRandom;
import capstan.core.simd.lanes.Lanes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The transforms of planes, against the definition in double precision. */
class PlaneTransformTest {
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;

  @Property(tries = 60)
  void spectrumIsTheDefinition(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll boolean tenByTen,
      @ForAll boolean conjugate,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    PlaneTransform transform =
        tenByTen ? PlaneTransform.of(10, 10) : PlaneTransform.of(height, width);
    Case plane = new Case(transform, seed);
    float sign = conjugate ? 1 : -1;
    float[] spectrum = plane.transform(sign);
    int bin = 0;
    for (int x = 0; x <= transform.width() / 2; x++) {
      boolean mirrored = 2 * x % transform.width() == 0;
      boolean pair = mirrored && transform.height() % 2 == 0;
      int kept = mirrored ? (transform.height() + 1) / 2 : transform.height();
      for (int y = 0; y < kept; y++, bin++) {
        assertThat(transform.holdsTwoReals(bin)).isEqualTo(pair && y == 0);
        for (int lane : new int[] {0, LANES - 1}) {
          double[] expected = plane.definition(sign, y, x, lane);
          double imaginary =
              pair && y == 0
                  ? plane.definition(sign, transform.height() / 2, x, lane)[0]
                  : expected[1];
          assertThat((double) spectrum[bin * COMPLEX + lane]).isCloseTo(expected[0], within(2e-5));
          assertThat((double) spectrum[bin * COMPLEX + LANES + lane])
              .isCloseTo(imaginary, within(2e-5));
        }
      }
    }
    assertThat(bin).isEqualTo(transform.bins());
  }

  @Property(tries = 60)
  void inverseGivesThePlaneBack(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll boolean tenByTen,
      @ForAll boolean conjugate,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    PlaneTransform transform =
        tenByTen ? PlaneTransform.of(10, 10) : PlaneTransform.of(height, width);
    Case plane = new Case(transform, seed);
    float sign = conjugate ? 1 : -1;
    float[] spectrum = plane.transform(sign);
    float[] addend = new float[LANES];
    addend[0] = 2;
    float[] back = new float[plane.rows * plane.columns * LANES];
    float[] work = new float[transform.work()];
    transform.inverse(sign, spectrum, 0, COMPLEX, addend, 0, work, plane.in(back));
    for (int i = 0; i < back.length; i++) {
      float more = i % LANES == 0 ? 2 : 0;
      assertThat(back[i]).isCloseTo(plane.values[i] + more, within(1e-5f));
    }
  }

  /** A random rectangle somewhere in a plane. */
  private static final class Case {
    final PlaneTransform transform;
    final int rowFrom;
    final int rows;
    final int columnFrom;
    final int columns;
    final float[] values;

    Case(PlaneTransform transform, int seed) {
      this.transform = transform;
      CounterRandom random = new CounterRandom(seed, 7);
      // Every other rectangle lies in the first half, as the taps of a convolution do.
      int rowEnd = seed % 2 == 0 ? transform.height() : (transform.height() + 1) / 2;
      int columnEnd = seed % 2 == 0 ? transform.width() : (transform.width() + 1) / 2;
      rowFrom = random.below(0, rowEnd);
      rows = 1 + random.below(1, rowEnd - rowFrom);
      columnFrom = random.below(2, columnEnd);
      columns = 1 + random.below(3, columnEnd - columnFrom);
      values = new float[rows * columns * LANES];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.uniform(10 + i) - 0.5f;
      }
    }

    Rectangle in(float[] memory) {
      Rectangle rectangle = new Rectangle();
      rectangle.array = memory;
      rectangle.rowStride = columns * LANES;
      rectangle.columnStride = LANES;
      rectangle.rowFrom = rowFrom;
      rectangle.rows = rows;
      rectangle.columnFrom = columnFrom;
      rectangle.columns = columns;
      return rectangle;
    }

    float[] transform(float sign) {
      float[] work = new float[transform.work()];
      java.util.Arrays.fill(work, Float.NaN);
      float[] spectrum = new float[transform.bins() * COMPLEX];
      transform.forward(sign, in(values), work, spectrum, 0, COMPLEX);
      return spectrum;
    }

    double[] definition(float sign, int y, int x, int lane) {
      double re = 0;
      double im = 0;
      for (int u = 0; u < rows; u++) {
        for (int v = 0; v < columns; v++) {
          double angle =
              sign
                  * 2
                  * Math.PI
                  * ((double) y * (rowFrom + u) / transform.height()
                      + (double) x * (columnFrom + v) / transform.width());
          re += values[(u * columns + v) * LANES + lane] * Math.cos(angle);
          im += values[(u * columns + v) * LANES + lane] * Math.sin(angle);
        }
      }
      return new double[] {re, im};
    }
  }
}
