package capstan.core.simd.transform;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;

/**
 * Images to their {@link Spectrum} and back. Work is cut by panels of images and pairs of channel
 * blocks; each part is transformed into a staging buffer that fits the second-level cache and then
 * copied in runs of 2 KiB, because single vectors written to fifty places a bin apart would miss
 * the translation buffer every time.
 */
public final class ImageTransform {
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = Spectrum.ROWS;
  private static final int TILE = Spectrum.TILE;
  private static final int GROUP = 4;
  private static final int STAGE = Spectrum.unaliased(GROUP * TILE);
  private static final int START = Workspace.LINE_START;
  private static final float[] ZEROS = new float[LANES];

  private final PhasedImages shape;
  private final PlaneTransform dft;
  private final Workers workers;
  private final int channelBlocks;
  private final float[][] staging;
  private final float[][] work;
  private final float[][] plane;
  private final float[] touched;
  private final Workers.Part transforming = this::transformPart;
  private final Workers.Part restoring = this::restorePart;

  private float sign;
  private float[] images;
  private int imagesOffset;
  private Spectrum spectrum;
  private float[] bias;
  private int biasOffset;

  /**
   * A transform of images of one shape.
   *
   * @param shape the images and how the stride splits them into phases
   * @param dft the transform of a plane
   * @param workers the threads that share the work
   */
  public ImageTransform(PhasedImages shape, PlaneTransform dft, Workers workers) {
    this.shape = shape;
    this.dft = dft;
    this.workers = workers;
    channelBlocks = (shape.channels() + LANES - 1) / LANES;
    staging = new float[workers.threads()][START + dft.bins() * STAGE];
    work = new float[workers.threads()][dft.work()];
    touched = new float[workers.threads()];
    plane = new float[workers.threads()][dft.height() * dft.width() * LANES];
  }

  /** Channel blocks of the spectrum: those of all phases, phase by phase. */
  public int blocks() {
    return channelBlocks * shape.phases();
  }

  /** Fills the spectrum. */
  public void forward(float newSign, float[] source, int offset, Spectrum target) {
    set(newSign, source, offset, target);
    workers.run(spectrum.panels * groups(), transforming);
  }

  /** Overwrites the images with what the spectrum stands for, plus a bias for each channel. */
  public void inverse(
      float newSign,
      Spectrum source,
      float[] newBias,
      int newBiasOffset,
      float[] target,
      int offset) {
    set(newSign, target, offset, source);
    bias = newBias;
    biasOffset = newBiasOffset;
    workers.run(spectrum.panels * groups(), restoring);
  }

  private void set(float newSign, float[] newImages, int offset, Spectrum newSpectrum) {
    sign = newSign;
    images = newImages;
    imagesOffset = offset;
    spectrum = newSpectrum;
  }

  private int groups() {
    return (blocks() + GROUP - 1) / GROUP;
  }

  private void transformPart(int part, int worker) {
    int panel = part / groups();
    int from = part % groups() * GROUP;
    int count = Math.min(GROUP, blocks() - from);
    int run = count * TILE;
    float[] stage = staging[worker];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < count; i++) {
        int image = panel * ROWS + row;
        int at = START + i * TILE + row * 2 * LANES;
        if (image < spectrum.images) {
          transformPlane(image, from + i, work[worker], plane[worker], stage, at);
        } else {
          for (int bin = 0; bin < dft.bins(); bin++) {
            Arrays.fill(stage, at + bin * STAGE, at + bin * STAGE + 2 * LANES, 0);
          }
        }
      }
    }
    for (int bin = 0; bin < dft.bins(); bin++) {
      System.arraycopy(
          stage, START + bin * STAGE, spectrum.array, spectrum.tile(bin, panel, from), run);
    }
  }

  private void transformPlane(
      int image, int block, float[] workMemory, float[] scratch, float[] stage, int at) {
    int phase = block / channelBlocks;
    int channel = block % channelBlocks * LANES;
    int a = phase / shape.step();
    int b = phase % shape.step();
    int rowFrom = shape.first(a);
    int rows = Math.min(dft.height(), shape.end(a, shape.height())) - rowFrom;
    int columnFrom = shape.first(b);
    int columns = Math.min(dft.width(), shape.end(b, shape.width())) - columnFrom;
    int index = index(image, shape.pixel(a, rowFrom), shape.pixel(b, columnFrom)) + channel;
    int rowStride = shape.step() * shape.width() * shape.channels();
    int columnStride = shape.step() * shape.channels();
    if (channel + LANES <= shape.channels()) {
      dft.forward(
          sign,
          images,
          index,
          rowStride,
          columnStride,
          rowFrom,
          rows,
          columnFrom,
          columns,
          workMemory,
          stage,
          at,
          STAGE);
    } else {
      gather(
          images,
          index,
          rowStride,
          columnStride,
          rows,
          columns,
          shape.channels() - channel,
          scratch);
      dft.forward(
          sign,
          scratch,
          0,
          columns * LANES,
          LANES,
          rowFrom,
          rows,
          columnFrom,
          columns,
          workMemory,
          stage,
          at,
          STAGE);
    }
  }

  private void restorePart(int part, int worker) {
    int panel = part / groups();
    int from = part % groups() * GROUP;
    int count = Math.min(GROUP, blocks() - from);
    float sum = 0;
    for (int bin = 0; bin < dft.bins(); bin++) {
      sum += CacheLines.touch(spectrum.array, spectrum.tile(bin, panel, from), count * TILE);
    }
    touched[worker] += sum;
    for (int row = 0; row < ROWS && panel * ROWS + row < spectrum.images; row++) {
      for (int i = 0; i < count; i++) {
        restorePlane(panel * ROWS + row, from + i, work[worker], plane[worker]);
      }
    }
  }

  private void restorePlane(int image, int block, float[] workMemory, float[] scratch) {
    int phase = block / channelBlocks;
    int channel = block % channelBlocks * LANES;
    int a = phase / shape.step();
    int b = phase % shape.step();
    int rowFrom = shape.first(a);
    int rowEnd = shape.end(a, shape.height());
    int rows = Math.min(dft.height(), rowEnd) - rowFrom;
    int columnFrom = shape.first(b);
    int columnEnd = shape.end(b, shape.width());
    int columns = Math.min(dft.width(), columnEnd) - columnFrom;
    int index = index(image, shape.pixel(a, rowFrom), shape.pixel(b, columnFrom)) + channel;
    int rowStride = shape.step() * shape.width() * shape.channels();
    int columnStride = shape.step() * shape.channels();
    int lanes = Math.min(LANES, shape.channels() - channel);
    if (lanes == LANES) {
      dft.inverse(
          sign,
          spectrum.array,
          spectrum.tile(0, image / ROWS, block) + image % ROWS * 2 * LANES,
          spectrum.binStride,
          rowFrom,
          rows,
          columnFrom,
          columns,
          bias == null ? ZEROS : bias,
          bias == null ? 0 : biasOffset + channel,
          workMemory,
          images,
          index,
          rowStride,
          columnStride);
    } else {
      dft.inverse(
          sign,
          spectrum.array,
          spectrum.tile(0, image / ROWS, block) + image % ROWS * 2 * LANES,
          spectrum.binStride,
          rowFrom,
          rows,
          columnFrom,
          columns,
          ZEROS,
          0,
          workMemory,
          scratch,
          0,
          columns * LANES,
          LANES);
      scatter(
          scratch,
          rows,
          columns,
          lanes,
          bias,
          biasOffset + channel,
          images,
          index,
          rowStride,
          columnStride);
    }
    clear(rows, rowEnd - rowFrom, 0, columnEnd - columnFrom, lanes, index, rowStride, columnStride);
    clear(0, rows, columns, columnEnd - columnFrom, lanes, index, rowStride, columnStride);
  }

  /** Places beyond the transform are reached by no output: their gradient is zero. */
  private void clear(
      int rowFrom,
      int rowEnd,
      int columnFrom,
      int columnEnd,
      int lanes,
      int index,
      int rowStride,
      int columnStride) {
    for (int u = rowFrom; u < rowEnd; u++) {
      for (int v = columnFrom; v < columnEnd; v++) {
        int at = index + u * rowStride + v * columnStride;
        Arrays.fill(images, at, at + lanes, 0);
      }
    }
  }

  private int index(int image, int row, int column) {
    return imagesOffset
        + ((image * shape.height() + row) * shape.width() + column) * shape.channels();
  }

  /** Copies a plane with fewer channels than lanes, adding zeros. */
  static void gather(
      float[] source,
      int index,
      int rowStride,
      int columnStride,
      int rows,
      int columns,
      int lanes,
      float[] target) {
    int to = 0;
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < columns; v++) {
        int at = index + u * rowStride + v * columnStride;
        for (int lane = 0; lane < LANES; lane++) {
          target[to++] = lane < lanes ? source[at + lane] : 0;
        }
      }
    }
  }

  /** Copies a plane with fewer channels than lanes back, adding a bias if there is one. */
  static void scatter(
      float[] source,
      int rows,
      int columns,
      int lanes,
      float[] bias,
      int biasOffset,
      float[] target,
      int index,
      int rowStride,
      int columnStride) {
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < columns; v++) {
        int at = index + u * rowStride + v * columnStride;
        int from = (u * columns + v) * LANES;
        for (int lane = 0; lane < lanes; lane++) {
          target[at + lane] = source[from + lane] + (bias == null ? 0 : bias[biasOffset + lane]);
        }
      }
    }
  }
}
