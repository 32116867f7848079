package capstan.core.simd.transform;

/**
 * Channels-last images [batch, height, width, channels] seen as step² interleaved planes. Phase (a,
 * b) is the plane of the pixels (u·step + a − padding, v·step + b − padding): a convolution with
 * that stride is a sum of convolutions with stride 1, one for each phase.
 *
 * @param height rows
 * @param width columns
 * @param channels channels
 * @param step pixels between two places of a plane
 * @param padding rows and columns that the planes begin before the image
 */
public record PhasedImages(int height, int width, int channels, int step, int padding) {

  /** Number of phases. */
  int phases() {
    return step * step;
  }

  /** First place along an axis at which phase remainder {@code a} lies inside the image. */
  int first(int a) {
    return Math.max(0, (padding - a + step - 1) / step);
  }

  /** One past the last place along an axis of this extent at which the phase lies inside. */
  int end(int a, int extent) {
    return Math.max(first(a), (extent + padding - a + step - 1) / step);
  }

  /** Row or column of a place. */
  int pixel(int a, int place) {
    return place * step + a - padding;
  }
}
