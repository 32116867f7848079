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

  private final PhasedImages shape;
  private final PlaneTransform dft;
  private final Workers workers;
  private final int channelBlocks;
  private final PlaneStage[] stages;
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
    stages = PlaneStage.forAll(workers.threads(), dft, STAGE);
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
    PlaneStage stage = stages[worker];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < count; i++) {
        int image = panel * ROWS + row;
        int at = START + i * TILE + row * 2 * LANES;
        if (image < spectrum.images) {
          stage.forward(sign, place(image, from + i, stage.plane), at);
        } else {
          stage.zero(at);
        }
      }
    }
    for (int bin = 0; bin < dft.bins(); bin++) {
      int at = START + bin * STAGE;
      System.arraycopy(stage.spectra, at, spectrum.array, spectrum.tile(bin, panel, from), run);
    }
  }

  /** Moves a rectangle to the plane of a channel block; says how many lanes are channels. */
  private int place(int image, int block, Rectangle plane) {
    int phase = block / channelBlocks;
    int channel = block % channelBlocks * LANES;
    int a = phase / shape.step();
    int b = phase % shape.step();
    plane.array = images;
    plane.rowStride = shape.step() * shape.width() * shape.channels();
    plane.columnStride = shape.step() * shape.channels();
    plane.rowFrom = shape.first(a);
    plane.rows = Math.min(dft.height(), shape.end(a, shape.height())) - plane.rowFrom;
    plane.columnFrom = shape.first(b);
    plane.columns = Math.min(dft.width(), shape.end(b, shape.width())) - plane.columnFrom;
    int row = image * shape.height() + shape.pixel(a, plane.rowFrom);
    int pixel = row * shape.width() + shape.pixel(b, plane.columnFrom);
    plane.offset = imagesOffset + pixel * shape.channels() + channel;
    return Math.min(LANES, shape.channels() - channel);
  }

  private void restorePart(int part, int worker) {
    int panel = part / groups();
    int from = part % groups() * GROUP;
    int count = Math.min(GROUP, blocks() - from);
    float sum = 0;
    for (int bin = 0; bin < dft.bins(); bin++) {
      sum += CacheLines.touch(spectrum.array, spectrum.tile(bin, panel, from), count * TILE);
    }
    PlaneStage stage = stages[worker];
    stage.touched += sum;
    for (int row = 0; row < ROWS && panel * ROWS + row < spectrum.images; row++) {
      for (int i = 0; i < count; i++) {
        restorePlane(panel * ROWS + row, from + i, stage);
      }
    }
  }

  private void restorePlane(int image, int block, PlaneStage stage) {
    Rectangle plane = stage.plane;
    int lanes = place(image, block, plane);
    int at = spectrum.tile(0, image / ROWS, block) + image % ROWS * 2 * LANES;
    int biasAt = biasOffset + block % channelBlocks * LANES;
    stage.inverse(sign, lanes, spectrum.array, at, spectrum.binStride, bias, biasAt);
    int phase = block / channelBlocks;
    int rowEnd = shape.end(phase / shape.step(), shape.height()) - plane.rowFrom;
    int columnEnd = shape.end(phase % shape.step(), shape.width()) - plane.columnFrom;
    // Places beyond the transform are reached by no output: their gradient is zero.
    for (int u = 0; u < rowEnd; u++) {
      for (int v = u < plane.rows ? plane.columns : 0; v < columnEnd; v++) {
        Arrays.fill(images, plane.at(u, v), plane.at(u, v) + lanes, 0);
      }
    }
  }
}
