package capstan.core.simd;

import capstan.core.Workers;

/**
 * The products of the Fourier convolution: for every frequency on its own, one complex matrix
 * product. Spectra are conjugated so that each of the three is a plain one (X with sign −1; W and
 * D, dy's spectrum, with sign +1):
 *
 * <pre>
 *   forward        Y  [images, O] = X  [images, K] · W [K, O]           Y  has sign −1
 *   to the input   dX [images, K] = D  [images, O] · W [K, O]ᵀ          dX has sign +1
 *   to the weights dW [K, O]      = X  [images, K]ᵀ · D [images, O]     dW has sign −1
 * </pre>
 *
 * <p>Block sizes: a panel of the vector factor, 256 complex vectors of 128 bytes, is 32 KiB and
 * stays in the first-level cache; the other factor streams from the second.
 */
final class BinProducts {
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = Spectrum.ROWS;
  private static final int TILE = Spectrum.TILE;
  private static final int COMPLEX = 2 * LANES;
  private static final int DEPTH = 256;
  private static final int GROUP = 128;
  private static final float[] ZEROS = new float[TILE];

  private final int bins;
  private final Workers workers;
  private final float[][] packedVectors;
  private final float[][] packedRows;
  private final Workers.Part forward = this::forwardBin;
  private final Workers.Part toInput = this::inputBin;
  private final Workers.Part toWeight = this::weightBin;

  private Spectrum x;
  private Spectrum y;
  private WeightSpectrum w;

  BinProducts(int bins, int paddedImages, int paddedOutChannels, Workers workers) {
    this.bins = bins;
    this.workers = workers;
    packedVectors = new float[workers.threads()][paddedImages * paddedOutChannels * 2];
    packedRows = new float[workers.threads()][Math.max(paddedImages, LANES) * COMPLEX];
  }

  /** Y = X·W. */
  void forward(Spectrum images, WeightSpectrum weights, Spectrum outputs) {
    set(images, weights, outputs);
    workers.run(bins, forward);
  }

  /** dX = D·Wᵀ. */
  void backwardInput(Spectrum dOutputs, WeightSpectrum weights, Spectrum dImages) {
    set(dImages, weights, dOutputs);
    workers.run(bins, toInput);
  }

  /** dW = Xᵀ·D. */
  void backwardWeight(Spectrum images, Spectrum dOutputs, WeightSpectrum dWeights) {
    set(images, dWeights, dOutputs);
    workers.run(bins, toWeight);
  }

  private void set(Spectrum newX, WeightSpectrum newW, Spectrum newY) {
    x = newX;
    w = newW;
    y = newY;
  }

  private void forwardBin(int bin, int worker) {
    for (int from = 0; from < w.depth; from += DEPTH) {
      int depth = Math.min(DEPTH, w.depth - from);
      for (int block = 0; block < w.blocks; block++) {
        for (int panel = 0; panel < x.panels; panel++) {
          int c = y.tile(bin, panel, block);
          ComplexMicrokernel.runSpaced(
              depth,
              x.array,
              x.tile(bin, panel, from / LANES),
              TILE,
              w.array,
              w.index(bin, block, from),
              from == 0 ? ZEROS : y.array,
              from == 0 ? 0 : c,
              y.array,
              c);
        }
      }
    }
  }

  private void inputBin(int bin, int worker) {
    float[] vectors = packedVectors[worker];
    float[] tile = packedRows[worker];
    int imageBlocks = y.panels * ROWS / LANES;
    int depth = y.blocks * LANES;
    for (int block = 0; block < imageBlocks; block++) {
      transposeImages(bin, block, vectors, block * depth * COMPLEX);
    }
    for (int group = 0; group < w.depth; group += GROUP) {
      int groupEnd = Math.min(w.depth, group + GROUP);
      for (int block = 0; block < imageBlocks; block++) {
        for (int step = group; step < groupEnd; step += LANES) {
          for (int row = 0; row < LANES; row += ROWS) {
            ComplexMicrokernel.runSpaced(
                depth,
                w.array,
                w.index(bin, 0, step + row),
                w.blockStride,
                vectors,
                block * depth * COMPLEX,
                ZEROS,
                0,
                tile,
                row * COMPLEX);
          }
          for (int image = 0; image < LANES; image += ROWS) {
            Transpose.complexRows(
                tile,
                image,
                x.array,
                x.tile(bin, (block * LANES + image) / ROWS, step / LANES),
                ROWS);
          }
        }
      }
    }
  }

  /** D for LANES images, as [output channel][re, im][image]. */
  private void transposeImages(int bin, int block, float[] target, int offset) {
    for (int channelBlock = 0; channelBlock < y.blocks; channelBlock++) {
      for (int image = 0; image < LANES; image += ROWS) {
        Transpose.complexColumns(
            y.array,
            y.tile(bin, (block * LANES + image) / ROWS, channelBlock),
            ROWS,
            target,
            offset + channelBlock * LANES * COMPLEX + image);
      }
    }
  }

  private void weightBin(int bin, int worker) {
    float[] vectors = packedVectors[worker];
    float[] rows = packedRows[worker];
    int images = x.images;
    for (int block = 0; block < y.blocks; block++) {
      gather(y, bin, block, vectors, block * images * COMPLEX);
    }
    for (int step = 0; step < w.depth; step += LANES) {
      gather(x, bin, step / LANES, rows, 0);
      for (int block = 0; block < w.blocks; block++) {
        for (int row = 0; row < LANES; row += ROWS) {
          ComplexMicrokernel.runAdjacent(
              images,
              rows,
              row,
              COMPLEX,
              vectors,
              block * images * COMPLEX,
              ZEROS,
              0,
              w.array,
              w.index(bin, block, step + row));
        }
      }
    }
  }

  /** One channel block of all images, without the distances between panels. */
  private static void gather(Spectrum source, int bin, int block, float[] target, int offset) {
    for (int image = 0; image < source.images; image += ROWS) {
      int rows = Math.min(ROWS, source.images - image);
      System.arraycopy(
          source.array,
          source.tile(bin, image / ROWS, block),
          target,
          offset + image * COMPLEX,
          rows * COMPLEX);
    }
  }
}
