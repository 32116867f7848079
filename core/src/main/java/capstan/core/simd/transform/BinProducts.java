package capstan.core.simd.transform;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.lanes.Transpose;

/**
 * The products of the Fourier convolution: for every frequency on its own, one complex matrix
 * product, or one of pairs of reals. Spectra are conjugated so that each of the three is a plain
 * one (X with sign −1; W and D, dy's spectrum, with sign +1):
 *
 * <pre>
 *   forward        Y  [images, O] = X  [images, K] · W [K, O]           Y  has sign −1
 *   to the input   dX [images, K] = D  [images, O] · W [K, O]ᵀ          dX has sign +1
 *   to the weights dW [K, O]      = X  [images, K]ᵀ · D [images, O]     dW has sign −1
 * </pre>
 *
 * <p>Block sizes: forward, a panel of the vector factor is 512 complex vectors, 64 KiB, and serves
 * all images; the images' own 512 KiB serve all panels from the second-level cache. To the input, a
 * panel of 256 complex vectors stays in the first-level cache and 128 rows of the weights, 256 KiB,
 * in the second. What is used for the first time comes from memory and is touched before.
 */
public final class BinProducts {
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = Spectrum.ROWS;
  private static final int TILE = Spectrum.TILE;
  private static final int COMPLEX = 2 * LANES;

  /** Steps of k between two passes over an output: the order of sums, the same on every machine. */
  private static final int DEPTH = 512;

  /** Rows of the weights that go to the input together. */
  private static final int GROUP = 128;

  private static final int PARTS_PER_THREAD = 4;
  private static final int START = Workspace.LINE_START;
  private static final float[] ZEROS = new float[TILE];

  private final int bins;
  private final boolean[] pairs;
  private final Workers workers;
  private final float[][] packedVectors;
  private final float[][] packedRows;
  private final float[] touched;
  private final Workers.Part forward = this::forwardPart;
  private final Workers.Part toInput = this::inputPart;
  private final Workers.Part toWeight = this::weightPart;

  private Spectrum x;
  private Spectrum y;
  private WeightSpectrum w;
  private int shares;

  /**
   * The products of one convolution.
   *
   * @param dft the transform, which says how many frequencies there are and what each holds
   * @param paddedImages most images of a spectrum, rounded up to whole panels
   * @param paddedOutChannels output channels, rounded up to whole vectors
   * @param workers the threads that share the work
   */
  public BinProducts(PlaneTransform dft, int paddedImages, int paddedOutChannels, Workers workers) {
    bins = dft.bins();
    pairs = new boolean[bins];
    for (int bin = 0; bin < bins; bin++) {
      pairs[bin] = dft.holdsTwoReals(bin);
    }
    this.workers = workers;
    touched = new float[workers.threads()];
    packedVectors = new float[workers.threads()][START + paddedImages * paddedOutChannels * 2];
    packedRows = new float[workers.threads()][START + Math.max(paddedImages, LANES) * COMPLEX];
  }

  /** Y = X·W. */
  public void forward(Spectrum images, WeightSpectrum weights, Spectrum outputs) {
    set(images, weights, outputs);
    run(w.blocks, forward);
  }

  /** dX = D·Wᵀ. */
  public void backwardInput(Spectrum dOutputs, WeightSpectrum weights, Spectrum dImages) {
    set(dImages, weights, dOutputs);
    run((w.depth + GROUP - 1) / GROUP, toInput);
  }

  /** dW = Xᵀ·D. */
  public void backwardWeight(Spectrum images, Spectrum dOutputs, WeightSpectrum dWeights) {
    set(images, dWeights, dOutputs);
    run(w.depth / LANES, toWeight);
  }

  private void set(Spectrum newX, WeightSpectrum newW, Spectrum newY) {
    x = newX;
    w = newW;
    y = newY;
  }

  /**
   * Runs the bins, each cut into shares of its units where there are too few bins for the team.
   * Every tile is summed in the same order whatever the shares.
   */
  private void run(int units, Workers.Part part) {
    int wanted = PARTS_PER_THREAD * workers.threads();
    shares = workers.threads() == 1 ? 1 : Math.clamp((wanted + bins - 1) / bins, 1, units);
    workers.run(bins * shares, part);
  }

  /** The first of {@code units} that belongs to a share. */
  private int first(int share, int units) {
    return (int) ((long) units * share / shares);
  }

  private void forwardPart(int part, int worker) {
    int bin = part / shares;
    int firstBlock = first(part % shares, w.blocks);
    int endBlock = first(part % shares + 1, w.blocks);
    float sum = 0;
    for (int from = 0; from < w.depth; from += DEPTH) {
      int depth = Math.min(DEPTH, w.depth - from);
      for (int block = firstBlock; block < endBlock; block++) {
        sum += CacheLines.touch(w.array, w.index(bin, block, from), depth * COMPLEX);
        for (int panel = 0; panel < x.panels; panel++) {
          if (block == firstBlock) {
            int ahead = x.tile(bin, panel, from / LANES);
            sum += CacheLines.touch(x.array, ahead, depth / LANES * TILE);
          }
          int c = y.tile(bin, panel, block);
          ComplexMicrokernel.runSpaced(
              pairs[bin],
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
    touched[worker] += sum;
  }

  private void inputPart(int part, int worker) {
    int bin = part / shares;
    int groups = (w.depth + GROUP - 1) / GROUP;
    int firstGroup = first(part % shares, groups);
    int endGroup = first(part % shares + 1, groups);
    float sum = 0;
    float[] vectors = packedVectors[worker];
    float[] tile = packedRows[worker];
    int imageBlocks = y.panels * ROWS / LANES;
    int depth = y.blocks * LANES;
    for (int block = 0; block < imageBlocks; block++) {
      transposeImages(bin, block, vectors, START + block * depth * COMPLEX);
    }
    for (int group = firstGroup * GROUP;
        group < Math.min(w.depth, endGroup * GROUP);
        group += GROUP) {
      int groupEnd = Math.min(w.depth, group + GROUP);
      for (int block = 0; block < w.blocks; block++) {
        int ahead = w.index(bin, block, group);
        sum += CacheLines.touch(w.array, ahead, (groupEnd - group) * COMPLEX);
      }
      for (int block = 0; block < imageBlocks; block++) {
        for (int step = group; step < groupEnd; step += LANES) {
          for (int row = 0; row < LANES; row += ROWS) {
            ComplexMicrokernel.runSpaced(
                pairs[bin],
                depth,
                w.array,
                w.index(bin, 0, step + row),
                w.blockStride,
                vectors,
                START + block * depth * COMPLEX,
                ZEROS,
                0,
                tile,
                START + row * COMPLEX);
          }
          Transpose.complexTile(tile, START);
          for (int image = 0; image < LANES; image += ROWS) {
            int panel = (block * LANES + image) / ROWS;
            System.arraycopy(
                tile, START + image * COMPLEX, x.array, x.tile(bin, panel, step / LANES), TILE);
          }
        }
      }
    }
    touched[worker] += sum;
  }

  /** D for LANES images, as [output channel][re, im][image]. */
  private void transposeImages(int bin, int block, float[] target, int offset) {
    for (int channelBlock = 0; channelBlock < y.blocks; channelBlock++) {
      int to = offset + channelBlock * LANES * COMPLEX;
      for (int image = 0; image < LANES; image += ROWS) {
        int panel = (block * LANES + image) / ROWS;
        System.arraycopy(
            y.array, y.tile(bin, panel, channelBlock), target, to + image * COMPLEX, TILE);
      }
      Transpose.complexTile(target, to);
    }
  }

  private void weightPart(int part, int worker) {
    int bin = part / shares;
    int firstStep = first(part % shares, w.depth / LANES) * LANES;
    int endStep = first(part % shares + 1, w.depth / LANES) * LANES;
    float[] vectors = packedVectors[worker];
    float[] rows = packedRows[worker];
    int images = x.images;
    for (int block = 0; block < y.blocks; block++) {
      gather(y, bin, block, vectors, START + block * images * COMPLEX);
    }
    for (int step = firstStep; step < endStep; step += LANES) {
      gather(x, bin, step / LANES, rows, START);
      for (int block = 0; block < w.blocks; block++) {
        for (int row = 0; row < LANES; row += ROWS) {
          ComplexMicrokernel.runAdjacent(
              pairs[bin],
              images,
              rows,
              START + row,
              COMPLEX,
              vectors,
              START + block * images * COMPLEX,
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
