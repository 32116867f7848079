package capstan.capsnet.augmentation;

import capstan.core.CounterRandom;

/**
 * A smooth random displacement of every pixel: normal at 5x5 control points, the outer ones on the
 * image's edges, and between them Catmull and Rom's (1974) cubic, which goes through them with a
 * steady slope. Beyond the edges it is continued straight.
 */
final class ElasticField {
  private static final long STREAM = 0x656c6173746963L;

  /** Control points in each direction. */
  static final int POINTS = 5;

  private final double deviation;
  private final CounterRandom random;

  /** Of the points in a column, what each contributes to a row: [height][points]. */
  private final float[][] ofRow;

  /** Of the points in a row, what each contributes to every column: [points][width]. */
  private final float[][] ofColumn;

  private final float[] right = new float[POINTS * POINTS];
  private final float[] down = new float[POINTS * POINTS];

  /**
   * No displacement yet.
   *
   * @param deviation standard deviation at the control points, in pixels
   * @param height rows
   * @param width columns
   * @param seed of the displacements
   */
  ElasticField(double deviation, int height, int width, long seed) {
    this.deviation = deviation;
    random = new CounterRandom(seed, STREAM);
    ofRow = weights(height);
    ofColumn = new float[POINTS][width];
    float[][] byColumn = weights(width);
    for (int x = 0; x < width; x++) {
      for (int point = 0; point < POINTS; point++) {
        ofColumn[point][x] = byColumn[x][point];
      }
    }
  }

  /** What each control point contributes to each place along one axis: [extent][points]. */
  static float[][] weights(int extent) {
    float[][] weights = new float[extent][POINTS];
    for (int place = 0; place < extent; place++) {
      double at = extent == 1 ? 0 : (double) place * (POINTS - 1) / (extent - 1);
      int cell = Math.min((int) at, POINTS - 2);
      double t = at - cell;
      double[] around = {
        t * (-0.5 + t * (1 - 0.5 * t)),
        1 + t * t * (-2.5 + 1.5 * t),
        t * (0.5 + t * (2 - 1.5 * t)),
        t * t * (-0.5 + 0.5 * t)
      };
      for (int i = 0; i < around.length; i++) {
        int point = cell - 1 + i;
        int inside = Math.clamp(point, 0, POINTS - 1);
        weights[place][inside] += (float) around[i];
        if (point != inside) {
          // The point beyond the edge continues the straight line through the last two.
          weights[place][inside] += (float) around[i];
          weights[place][2 * inside - point] -= (float) around[i];
        }
      }
    }
    return weights;
  }

  /** Displaces the control points as those of an example. */
  void draw(long example) {
    long first = example * 2 * right.length;
    for (int point = 0; point < right.length; point++) {
      right[point] = (float) (deviation * random.normal(first + 2 * point));
      down[point] = (float) (deviation * random.normal(first + 2 * point + 1));
    }
  }

  /**
   * Adds the displacements of a row of pixels.
   *
   * @param row which
   * @param toX to the columns of its pixels
   * @param toY to their rows
   */
  void addTo(int row, float[] toX, float[] toY) {
    addRow(ofRow[row], right, toX);
    addRow(ofRow[row], down, toY);
  }

  private void addRow(float[] share, float[] points, float[] to) {
    for (int j = 0; j < POINTS; j++) {
      float sum = 0;
      for (int i = 0; i < POINTS; i++) {
        sum += share[i] * points[i * POINTS + j];
      }
      float[] column = ofColumn[j];
      for (int x = 0; x < to.length; x++) {
        to[x] += sum * column[x];
      }
    }
  }
}
