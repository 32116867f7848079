package capstan.capsnet.data;

/**
 * How MNIST places a digit: its longer side becomes 20 pixels, and it is moved by whole pixels
 * until its centre of mass is at pixel (14, 14) of 28 x 28.
 */
public final class Framing {
  /** Rows and columns of an image. */
  public static final int FRAME = 28;

  /** Pixels of the digit's longer side. */
  static final int BOX = 20;

  /**
   * Where the centre of mass goes, as a pixel index; in MNIST it is within half a pixel of this.
   */
  private static final double CENTRE = 14;

  private Framing() {}

  /**
   * The factor that makes the longer side of a box {@link #BOX} long.
   *
   * @param width how far the ink reaches across, above 0
   * @param height how far it reaches down, above 0
   */
  public static double scale(double width, double height) {
    return BOX / Math.max(width, height);
  }

  /**
   * Moves the ink so that its centre of mass is in the middle, but never out of the frame.
   *
   * @param frame {@code [28, 28]}, any ink somewhere
   * @param centred {@code [28, 28]}, overwritten
   */
  public static void centreByMass(byte[] frame, byte[] centred) {
    long mass = 0;
    long massY = 0;
    long massX = 0;
    int top = FRAME;
    int bottom = -1;
    int left = FRAME;
    int right = -1;
    for (int y = 0; y < FRAME; y++) {
      for (int x = 0; x < FRAME; x++) {
        int ink = frame[y * FRAME + x] & 0xff;
        if (ink > 0) {
          mass += ink;
          massY += (long) ink * y;
          massX += (long) ink * x;
          top = Math.min(top, y);
          bottom = y;
          left = Math.min(left, x);
          right = Math.max(right, x);
        }
      }
    }
    if (mass == 0) {
      System.arraycopy(frame, 0, centred, 0, centred.length);
      return;
    }
    int down = shift((double) massY / mass, top, bottom);
    int across = shift((double) massX / mass, left, right);
    java.util.Arrays.fill(centred, (byte) 0);
    for (int y = top; y <= bottom; y++) {
      System.arraycopy(
          frame, y * FRAME + left, centred, (y + down) * FRAME + left + across, right - left + 1);
    }
  }

  private static int shift(double centre, int first, int last) {
    return Math.clamp(Math.round(CENTRE - centre), -first, FRAME - 1 - last);
  }
}
