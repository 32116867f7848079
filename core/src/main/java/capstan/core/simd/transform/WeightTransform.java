package capstan.core.simd.transform;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Lanes;

/**
 * Weights [kernelHeight, kernelWidth, inChannels, outChannels] to their {@link WeightSpectrum} and
 * back. The depth is that of the images' spectrum: phases, then input channels padded to LANES.
 * Staged like {@link ImageTransform}: LANES input channels and two blocks of output channels a
 * part, so that two adjacent lines are used wherever one is read.
 */
public final class WeightTransform {
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;
  private static final int RUN = LANES * COMPLEX;
  private static final int GROUP = 4;

  /** From one frequency to the next in the staging buffer: no power of two. */
  private static final int STAGE = Spectrum.unaliased(GROUP * RUN);

  private static final int START = Workspace.LINE_START;

  private final ConvolutionGeometry geometry;
  private final PlaneTransform dft;
  private final Workers workers;
  private final int channelBlocks;
  private final PlaneStage[] stages;
  private final Workers.Part transforming = this::transformPart;
  private final Workers.Part restoring = this::restorePart;

  private float sign;
  private float[] weights;
  private int weightsOffset;
  private WeightSpectrum spectrum;

  /**
   * A transform of weights of one shape.
   *
   * @param geometry the convolution that they belong to
   * @param dft the transform of a plane
   * @param workers the threads that share the work
   */
  public WeightTransform(ConvolutionGeometry geometry, PlaneTransform dft, Workers workers) {
    this.geometry = geometry;
    this.dft = dft;
    this.workers = workers;
    channelBlocks = (geometry.inChannels() + LANES - 1) / LANES;
    stages = PlaneStage.forAll(workers.threads(), dft, STAGE);
  }

  /** Fills the spectrum. */
  public void forward(float newSign, float[] source, int offset, WeightSpectrum target) {
    set(newSign, source, offset, target);
    workers.run(parts(), transforming);
  }

  /** Overwrites the weights with what the spectrum stands for. */
  public void inverse(float newSign, WeightSpectrum source, float[] target, int offset) {
    set(newSign, target, offset, source);
    workers.run(parts(), restoring);
  }

  private void set(float newSign, float[] newWeights, int offset, WeightSpectrum newSpectrum) {
    sign = newSign;
    weights = newWeights;
    weightsOffset = offset;
    spectrum = newSpectrum;
  }

  private int parts() {
    return geometry.stride() * geometry.stride() * channelBlocks * groups();
  }

  private int groups() {
    return (spectrum.blocks + GROUP - 1) / GROUP;
  }

  private int taps(int a, int extent) {
    return Math.max(0, (extent - a + geometry.stride() - 1) / geometry.stride());
  }

  private int index(int a, int b, int inChannel, int outChannel) {
    return weightsOffset
        + ((a * geometry.kernelWidth() + b) * geometry.inChannels() + inChannel)
            * geometry.outChannels()
        + outChannel;
  }

  private int rowStride() {
    return geometry.stride() * geometry.kernelWidth() * columnUnit();
  }

  private int columnUnit() {
    return geometry.inChannels() * geometry.outChannels();
  }

  private void transformPart(int part, int worker) {
    int block = part % groups() * GROUP;
    int blockEnd = Math.min(spectrum.blocks, block + GROUP);
    int step = part / groups() * LANES;
    PlaneStage stage = stages[worker];
    stage.touched += touchTaps(step, block, blockEnd);
    for (int i = 0; i < LANES; i++) {
      for (int b = block; b < blockEnd; b++) {
        int at = START + (b - block) * RUN + i * COMPLEX;
        int lanes = place(step + i, b, stage.plane);
        if (lanes == 0) {
          stage.zero(at);
        } else {
          stage.forward(sign, lanes, at);
        }
      }
    }
    for (int bin = 0; bin < dft.bins(); bin++) {
      for (int b = block; b < blockEnd; b++) {
        int at = START + bin * STAGE + (b - block) * RUN;
        System.arraycopy(stage.spectra, at, spectrum.array, spectrum.index(bin, b, step), RUN);
      }
    }
  }

  /**
   * Moves a rectangle to the taps of a phase, an input channel and a block of output channels; says
   * how many lanes are channels, 0 where there is nothing.
   */
  private int place(int step, int block, Rectangle plane) {
    int phase = step / LANES / channelBlocks;
    int inChannel = step % (channelBlocks * LANES);
    int a = phase / geometry.stride();
    int b = phase % geometry.stride();
    plane.array = weights;
    plane.rowStride = rowStride();
    plane.columnStride = geometry.stride() * columnUnit();
    plane.rows = taps(a, geometry.kernelHeight());
    plane.columns = taps(b, geometry.kernelWidth());
    plane.offset = index(a, b, inChannel, block * LANES);
    boolean nothing = inChannel >= geometry.inChannels() || plane.rows == 0 || plane.columns == 0;
    return nothing ? 0 : Math.min(LANES, geometry.outChannels() - block * LANES);
  }

  private void restorePart(int part, int worker) {
    int block = part % groups() * GROUP;
    int blockEnd = Math.min(spectrum.blocks, block + GROUP);
    int step = part / groups() * LANES;
    float sum = touchTaps(step, block, blockEnd);
    for (int bin = 0; bin < dft.bins(); bin++) {
      for (int b = block; b < blockEnd; b++) {
        sum += CacheLines.touch(spectrum.array, spectrum.index(bin, b, step), RUN);
      }
    }
    PlaneStage stage = stages[worker];
    stage.touched += sum;
    for (int i = 0; i < LANES; i++) {
      for (int b = block; b < blockEnd; b++) {
        int lanes = place(step + i, b, stage.plane);
        if (lanes > 0) {
          int at = spectrum.index(0, b, step + i);
          stage.inverse(sign, lanes, spectrum.array, at, spectrum.binStride, null, 0);
        }
      }
    }
  }

  /** The weights of a part: pieces of GROUP lines, one for each tap and input channel. */
  private float touchTaps(int step, int block, int blockEnd) {
    int phase = step / LANES / channelBlocks;
    int inChannel = step % (channelBlocks * LANES);
    int a = phase / geometry.stride();
    int b = phase % geometry.stride();
    int rows = taps(a, geometry.kernelHeight());
    int columns = taps(b, geometry.kernelWidth());
    int channels = Math.min(LANES, geometry.inChannels() - inChannel);
    int length = Math.min(geometry.outChannels(), blockEnd * LANES) - block * LANES;
    int index = index(a, b, inChannel, block * LANES);
    float sum = 0;
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < columns; v++) {
        int tap = index + u * rowStride() + v * geometry.stride() * columnUnit();
        for (int k = 0; k < channels; k++) {
          sum += CacheLines.touch(weights, tap + k * geometry.outChannels(), length);
        }
      }
    }
    return sum;
  }
}
