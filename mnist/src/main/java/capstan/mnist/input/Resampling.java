package capstan.mnist.input;

import capstan.capsnet.data.Resizing;
import java.util.Arrays;

/**
 * Makes pictures larger or smaller: a cubic interpolation (Catmull and Rom's), which when the
 * picture shrinks is as wide as the area that becomes one pixel. In plain arithmetic of its own, so
 * that a picture has the same pixels on every machine.
 *
 * @param width columns of the picture
 * @param height its rows
 * @param colours 0xRRGGBB, row by row; not changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Resampling(int width, int height, int... colours) {
  /** Pixels on each side that the cubic reaches. */
  private static final double REACH = 2;

  /** The picture in another size: 0xRRGGBB, row by row. */
  int[] to(Resizing size) {
    double across = (double) size.width() / width;
    double down = (double) size.height() / height;
    return switch (size.fit()) {
      case STRETCH -> window(width, height, size.width(), size.height());
      case CROP -> {
        double scale = Math.max(across, down);
        yield window(size.width() / scale, size.height() / scale, size.width(), size.height());
      }
      case PAD -> {
        double scale = Math.min(across, down);
        int inWidth = Math.clamp(Math.round(width * scale), 1, size.width());
        int inHeight = Math.clamp(Math.round(height * scale), 1, size.height());
        int[] whole = window(width, height, inWidth, inHeight);
        int[] padded = new int[size.width() * size.height()];
        Arrays.fill(padded, borderColour());
        int left = (size.width() - inWidth) / 2;
        int top = (size.height() - inHeight) / 2;
        for (int y = 0; y < inHeight; y++) {
          System.arraycopy(whole, y * inWidth, padded, (top + y) * size.width() + left, inWidth);
        }
        yield padded;
      }
    };
  }

  /** The middle of the picture, so many of its pixels wide and high, in so many pixels. */
  private int[] window(double fromWidth, double fromHeight, int toWidth, int toHeight) {
    double[][] columns = weights(width, fromWidth, toWidth);
    double[][] rows = weights(height, fromHeight, toHeight);
    int[] starts = starts(width, fromWidth, toWidth);
    int[] tops = starts(height, fromHeight, toHeight);
    int[] result = new int[toWidth * toHeight];
    double[] narrowed = new double[toWidth * height];
    for (int shift = 16; shift >= 0; shift -= 8) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < toWidth; x++) {
          double sum = 0;
          for (int i = 0; i < columns[x].length; i++) {
            sum += columns[x][i] * (colours[y * width + starts[x] + i] >> shift & 0xff);
          }
          narrowed[y * toWidth + x] = sum;
        }
      }
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          double sum = 0;
          for (int i = 0; i < rows[y].length; i++) {
            sum += rows[y][i] * narrowed[(tops[y] + i) * toWidth + x];
          }
          result[y * toWidth + x] |= Math.clamp(Math.round(sum), 0, 255) << shift;
        }
      }
    }
    return result;
  }

  /** Of each pixel to come, the first that it is made of. */
  private static int[] starts(int size, double from, int to) {
    int[] starts = new int[to];
    for (int i = 0; i < to; i++) {
      starts[i] = Math.max(0, (int) Math.floor(centre(i, size, from, to) - reach(from, to)));
    }
    return starts;
  }

  /** Of each pixel to come, the shares of those that it is made of, which sum to 1. */
  private static double[][] weights(int size, double from, int to) {
    int[] starts = starts(size, from, to);
    double[][] weights = new double[to][];
    for (int i = 0; i < to; i++) {
      double centre = centre(i, size, from, to);
      int end = Math.min(size, (int) Math.ceil(centre + reach(from, to)));
      double[] shares = new double[end - starts[i]];
      double sum = 0;
      for (int k = 0; k < shares.length; k++) {
        shares[k] = cubic((starts[i] + k + 0.5 - centre) * REACH / reach(from, to));
        sum += shares[k];
      }
      for (int k = 0; k < shares.length; k++) {
        shares[k] /= sum;
      }
      weights[i] = shares;
    }
    return weights;
  }

  private static double centre(int pixel, int size, double from, int to) {
    return (size - from) / 2 + (pixel + 0.5) * from / to;
  }

  private static double reach(double from, int to) {
    return REACH * Math.max(1, from / to);
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  /** The median of the outermost pixels, in each colour. */
  private int borderColour() {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int[] levels = new int[2 * (width + height)];
      int next = 0;
      for (int x = 0; x < width; x++) {
        levels[next++] = colours[x] >> shift & 0xff;
        levels[next++] = colours[(height - 1) * width + x] >> shift & 0xff;
      }
      for (int y = 0; y < height; y++) {
        levels[next++] = colours[y * width] >> shift & 0xff;
        levels[next++] = colours[y * width + width - 1] >> shift & 0xff;
      }
      Arrays.sort(levels);
      colour |= levels[levels.length / 2] << shift;
    }
    return colour;
  }
}
