package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;

/**
 * One worker's memory for transforms of planes: spectra on their way to where they belong, and the
 * plane at hand. Where fewer channels are left than there are lanes, the plane is copied to memory
 * of whole vectors, and back.
 */
final class PlaneStage {
  private static final int LANES = Lanes.COUNT;
  private static final float[] ZEROS = new float[LANES];

  /** The plane at hand, in images or weights. */
  final Rectangle plane = new Rectangle();

  /** The spectra, [bins][stride]. */
  final float[] spectra;

  /** Keeps what was read only to have it in the cache. */
  float touched;

  private final PlaneTransform dft;
  private final int stride;
  private final Rectangle packed = new Rectangle();
  private final float[] work;

  /**
   * Takes the memory.
   *
   * @param dft the transform
   * @param stride floats from one frequency to the next
   */
  PlaneStage(PlaneTransform dft, int stride) {
    this.dft = dft;
    this.stride = stride;
    spectra = new float[Workspace.LINE_START + dft.bins() * stride];
    work = new float[dft.work()];
    packed.array = new float[dft.height() * dft.width() * LANES];
    packed.columnStride = LANES;
  }

  /** One stage per worker. */
  static PlaneStage[] forAll(int workers, PlaneTransform dft, int stride) {
    PlaneStage[] stages = new PlaneStage[workers];
    Arrays.setAll(stages, worker -> new PlaneStage(dft, stride));
    return stages;
  }

  /** Puts the spectrum of nothing at a place in the stage. */
  void zero(int at) {
    for (int bin = 0; bin < dft.bins(); bin++) {
      Arrays.fill(spectra, at + bin * stride, at + bin * stride + 2 * LANES, 0);
    }
  }

  /** Puts the spectrum of the plane, of which so many lanes count, at a place in the stage. */
  void forward(float sign, int lanes, int at) {
    Rectangle source = plane;
    if (lanes < LANES) {
      source = pack();
      Arrays.fill(packed.array, 0, packed.rows * packed.rowStride, 0);
      for (int place = 0; place < packed.rows * packed.columns; place++) {
        int from = plane.at(place / packed.columns, place % packed.columns);
        System.arraycopy(plane.array, from, packed.array, place * LANES, lanes);
      }
    }
    dft.forward(sign, source, work, spectra, at, stride);
  }

  /**
   * Overwrites the plane, of which so many lanes count, with what a spectrum stands for.
   *
   * @param sign of the spectrum
   * @param lanes how many count
   * @param spectrum where the spectrum lies
   * @param at its first frequency
   * @param binStride from one frequency to the next
   * @param bias added to every place; null for nothing
   * @param biasAt its first lane
   */
  void inverse(
      float sign, int lanes, float[] spectrum, int at, int binStride, float[] bias, int biasAt) {
    if (lanes == LANES) {
      float[] addend = bias == null ? ZEROS : bias;
      dft.inverse(sign, spectrum, at, binStride, addend, bias == null ? 0 : biasAt, work, plane);
      return;
    }
    dft.inverse(sign, spectrum, at, binStride, ZEROS, 0, work, pack());
    for (int place = 0; place < packed.rows * packed.columns; place++) {
      int to = plane.at(place / packed.columns, place % packed.columns);
      for (int lane = 0; lane < lanes; lane++) {
        float more = bias == null ? 0 : bias[biasAt + lane];
        plane.array[to + lane] = packed.array[place * LANES + lane] + more;
      }
    }
  }

  private Rectangle pack() {
    packed.rowStride = plane.columns * LANES;
    packed.rowFrom = plane.rowFrom;
    packed.rows = plane.rows;
    packed.columnFrom = plane.columnFrom;
    packed.columns = plane.columns;
    return packed;
  }
}
