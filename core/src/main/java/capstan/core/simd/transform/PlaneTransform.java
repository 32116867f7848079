package capstan.core.simd.transform;

/**
 * The two-dimensional discrete Fourier transform of small real planes, LANES planes at once, one
 * per lane.
 *
 * <p>A real plane's spectrum is its own mirror image, so only half of it is kept: columns 0 …
 * width/2, and of the columns that mirror onto themselves only rows 0 … height/2. Such a column's
 * frequencies in row 0 and, if the height is even, in row height/2 are real; then both share one
 * complex vector, row 0 as the real part and row height/2 as the imaginary part. Of a 10x10 plane
 * 50 complex vectors are kept, two of them a pair of reals. A complex vector is LANES real parts,
 * then LANES imaginary parts. The sign is that of the exponent, e^(sign·iθ): a real plane's
 * spectrum with one sign is the conjugate of that with the other.
 */
public interface PlaneTransform {

  /**
   * The fastest transform of planes of this size.
   *
   * @param height rows
   * @param width columns
   */
  static PlaneTransform of(int height, int width) {
    return height == 10 && width == 10
        ? new TenByTenTransform()
        : new GeneralPlaneTransform(height, width);
  }

  /** Complex vectors that are kept of a plane of this size. */
  static int bins(int height, int width) {
    int mirrored = width % 2 == 0 ? 2 : 1;
    return mirrored * ((height + 1) / 2) + (width / 2 + 1 - mirrored) * height;
  }

  /** Those of them that are a pair of real frequencies. */
  static int pairs(int height, int width) {
    return height % 2 != 0 ? 0 : width % 2 == 0 ? 2 : 1;
  }

  /** Rows of the planes. */
  int height();

  /** Columns of the planes. */
  int width();

  /** Number of complex vectors that are kept, here called bins. */
  int bins();

  /** Whether a bin is a pair of real frequencies, to be multiplied each with its own like. */
  boolean holdsTwoReals(int bin);

  /** Floats of work memory that a transform needs. */
  int work();

  /**
   * Spectrum of a plane that is zero but for a rectangle.
   *
   * @param sign sign of the exponent, 1 or −1
   * @param source the rectangle
   * @param work {@link #work()} floats
   * @param out the spectrum, one complex vector per frequency
   * @param outOffset where the first frequency goes
   * @param binStride elements from one frequency to the next
   */
  void forward(
      float sign, Rectangle source, float[] work, float[] out, int outOffset, int binStride);

  /**
   * A rectangle of the plane whose spectrum is given.
   *
   * @param sign sign of the exponent of the forward transform that the spectrum came from
   * @param spectrum one complex vector per frequency
   * @param spectrumOffset the first frequency
   * @param binStride elements from one frequency to the next
   * @param addend added to every place, a vector
   * @param addendOffset where it starts
   * @param work {@link #work()} floats
   * @param target the wanted rectangle, overwritten
   */
  void inverse(
      float sign,
      float[] spectrum,
      int spectrumOffset,
      int binStride,
      float[] addend,
      int addendOffset,
      float[] work,
      Rectangle target);
}
