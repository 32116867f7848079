package capstan.core.simd.transform;

import capstan.core.kernel.ConvolutionGeometry;
import java.util.Optional;

/**
 * A convolution along one axis. The stride splits it into phases, each a correlation with stride 1:
 * phase {@code a} takes every stride-th pixel and every stride-th tap, from the a-th on. Outputs
 * are computed in tiles; a tile of {@code tile} outputs and the most taps that a phase has need
 * {@code tile + taps − 1} places and as many points. Phases with one tap less have one place less,
 * and leave the last point out.
 *
 * @param extent pixels
 * @param kernel taps
 * @param stride pixels between outputs
 * @param padding pixels before the first
 * @param outputs how many outputs
 * @param tile outputs of a tile
 * @param points where the phases with the most taps are evaluated
 */
record Axis(
    int extent, int kernel, int stride, int padding, int outputs, int tile, PointSet points) {
  /** Most points of a set. */
  private static final int MOST = 10;

  /** The rows or the columns of a convolution, in tiles that need the fewest multiplications. */
  static Optional<Axis> of(ConvolutionGeometry g, boolean rows, double error) {
    int outputs = rows ? g.outHeight() : g.outWidth();
    int kernel = rows ? g.kernelHeight() : g.kernelWidth();
    int taps = Math.ceilDiv(kernel, g.stride());
    Axis best = null;
    for (int tile = 1; tile <= outputs && tile + taps - 1 <= MOST; tile++) {
      PointSet points = PointSet.of(tile, taps, error).orElse(null);
      if (points != null) {
        int extent = rows ? g.height() : g.width();
        Axis axis = new Axis(extent, kernel, g.stride(), g.padding(), outputs, tile, points);
        best = best == null || axis.effort() <= best.effort() ? axis : best;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The root of about how many multiplications squares of such tiles need. */
  private double effort() {
    return tiles() * (points.reals().size() + Math.sqrt(6) * points.pairs().size());
  }

  int tiles() {
    return Math.ceilDiv(outputs, tile);
  }

  /** Phases that have taps. */
  int phases() {
    return Math.min(stride, kernel);
  }

  /** Taps of a phase. */
  int taps(int phase) {
    return Math.ceilDiv(kernel - phase, stride);
  }

  /** Points of a phase. */
  PointSet points(int phase) {
    return taps(phase) == taps(0) ? points : points.finite();
  }

  /** Places of the input. */
  Places input(int phase) {
    return new Places(extent, stride, phase - padding, tile + taps(phase) - 1, tile, tiles());
  }

  /** Places of the weights. */
  Places weights(int phase) {
    return new Places(kernel, stride, phase, taps(phase), 0, 1);
  }

  /** Places of the output. */
  Places output() {
    return new Places(outputs, 1, 0, tile, tile, tiles());
  }
}
