package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;

/**
 * Where the complex numbers of the weights' spectrum lie: for each frequency a matrix [depth,
 * outChannels], in column blocks of LANES output channels.
 *
 * <pre>
 *   [frequency] [output channel / LANES] [depth] [re, im] [output channel % LANES]
 * </pre>
 *
 * Forward, a block is read front to back as the vector factor. Backward to the input, ROWS steps of
 * the depth are read as the rows of the broadcast factor, with the output channels as depth. The
 * same memory later holds the spectrum of the weights' gradient.
 */
public final class WeightSpectrum {
  private static final int COMPLEX = 2 * Lanes.COUNT;
  private static final int PAD = 36;

  final int depth;
  final int blocks;
  final int blockStride;
  final int binStride;
  final float[] array;
  final int offset;

  /**
   * A spectrum whose numbers are whatever the memory holds.
   *
   * @param depth steps: phases times input channels, padded
   * @param blocks blocks of LANES output channels
   * @param bins frequencies
   * @param workspace where the memory comes from
   */
  public WeightSpectrum(int depth, int blocks, int bins, Workspace workspace) {
    this.depth = depth;
    this.blocks = blocks;
    blockStride = (depth + PAD) * COMPLEX;
    binStride = Spectrum.unaliased(blocks * blockStride);
    var memory = workspace.take(Math.multiplyExact(bins, binStride));
    array = memory.array();
    offset = memory.offset();
  }

  /** Floats that such a spectrum takes. */
  public static long floats(int depth, int blocks, int bins) {
    return (long) bins * Spectrum.unaliased(blocks * (depth + PAD) * COMPLEX);
  }

  /** Index of a complex vector. */
  int index(int bin, int block, int step) {
    return offset + bin * binStride + block * blockStride + step * COMPLEX;
  }
}
