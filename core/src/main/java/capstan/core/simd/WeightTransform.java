package capstan.core.simd;

import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.Arrays;

/**
 * Weights [kernelHeight, kernelWidth, inChannels, outChannels] to their {@link WeightSpectrum} and
 * back. The depth is that of the images' spectrum: phases, then input channels padded to LANES.
 * Staged like {@link ImageTransform}: LANES input channels and two blocks of output channels a
 * part, so that two adjacent lines are used wherever one is read.
 */
final class WeightTransform {
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;
  private static final int RUN = LANES * COMPLEX;
  private static final int GROUP = 2;
  private static final float[] ZEROS = new float[LANES];

  private final ConvolutionGeometry geometry;
  private final PlaneTransform dft;
  private final Workers workers;
  private final int channelBlocks;
  private final float[][] staging;
  private final float[][] work;
  private final float[][] plane;
  private final Workers.Part transforming = this::transformPart;
  private final Workers.Part restoring = this::restorePart;

  private float sign;
  private float[] weights;
  private int weightsOffset;
  private WeightSpectrum spectrum;

  WeightTransform(ConvolutionGeometry geometry, PlaneTransform dft, Workers workers) {
    this.geometry = geometry;
    this.dft = dft;
    this.workers = workers;
    channelBlocks = (geometry.inChannels() + LANES - 1) / LANES;
    staging = new float[workers.threads()][dft.bins() * GROUP * RUN];
    work = new float[workers.threads()][dft.work()];
    plane = new float[workers.threads()][dft.height() * dft.width() * LANES];
  }

  /** Fills the spectrum. */
  void forward(float newSign, float[] source, int offset, WeightSpectrum target) {
    set(newSign, source, offset, target);
    workers.run(parts(), transforming);
  }

  /** Overwrites the weights with what the spectrum stands for. */
  void inverse(float newSign, WeightSpectrum source, float[] target, int offset) {
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
    float[] stage = staging[worker];
    for (int i = 0; i < LANES; i++) {
      for (int b = block; b < blockEnd; b++) {
        transformPlane(step + i, b, stage, (b - block) * RUN + i * COMPLEX, worker);
      }
    }
    for (int bin = 0; bin < dft.bins(); bin++) {
      for (int b = block; b < blockEnd; b++) {
        System.arraycopy(
            stage,
            bin * GROUP * RUN + (b - block) * RUN,
            spectrum.array,
            spectrum.index(bin, b, step),
            RUN);
      }
    }
  }

  private void transformPlane(int step, int block, float[] stage, int at, int worker) {
    int phase = step / LANES / channelBlocks;
    int inChannel = step % (channelBlocks * LANES);
    int a = phase / geometry.stride();
    int b = phase % geometry.stride();
    int rows = taps(a, geometry.kernelHeight());
    int columns = taps(b, geometry.kernelWidth());
    int binStride = GROUP * RUN;
    if (inChannel >= geometry.inChannels() || rows == 0 || columns == 0) {
      for (int bin = 0; bin < dft.bins(); bin++) {
        Arrays.fill(stage, at + bin * binStride, at + bin * binStride + COMPLEX, 0);
      }
      return;
    }
    int outChannel = block * LANES;
    int lanes = Math.min(LANES, geometry.outChannels() - outChannel);
    int index = index(a, b, inChannel, outChannel);
    int columnStride = geometry.stride() * columnUnit();
    if (lanes == LANES) {
      dft.forward(
          sign,
          weights,
          index,
          rowStride(),
          columnStride,
          0,
          rows,
          0,
          columns,
          work[worker],
          stage,
          at,
          binStride);
    } else {
      ImageTransform.gather(
          weights, index, rowStride(), columnStride, rows, columns, lanes, plane[worker]);
      dft.forward(
          sign,
          plane[worker],
          0,
          columns * LANES,
          LANES,
          0,
          rows,
          0,
          columns,
          work[worker],
          stage,
          at,
          binStride);
    }
  }

  private void restorePart(int part, int worker) {
    int block = part % groups() * GROUP;
    int blockEnd = Math.min(spectrum.blocks, block + GROUP);
    int step = part / groups() * LANES;
    float[] stage = staging[worker];
    for (int bin = 0; bin < dft.bins(); bin++) {
      for (int b = block; b < blockEnd; b++) {
        System.arraycopy(
            spectrum.array,
            spectrum.index(bin, b, step),
            stage,
            bin * GROUP * RUN + (b - block) * RUN,
            RUN);
      }
    }
    for (int i = 0; i < LANES; i++) {
      for (int b = block; b < blockEnd; b++) {
        restorePlane(step + i, b, stage, (b - block) * RUN + i * COMPLEX, worker);
      }
    }
  }

  private void restorePlane(int step, int block, float[] stage, int at, int worker) {
    int phase = step / LANES / channelBlocks;
    int inChannel = step % (channelBlocks * LANES);
    int a = phase / geometry.stride();
    int b = phase % geometry.stride();
    int rows = taps(a, geometry.kernelHeight());
    int columns = taps(b, geometry.kernelWidth());
    if (inChannel >= geometry.inChannels() || rows == 0 || columns == 0) {
      return;
    }
    int outChannel = block * LANES;
    int lanes = Math.min(LANES, geometry.outChannels() - outChannel);
    int index = index(a, b, inChannel, outChannel);
    int columnStride = geometry.stride() * columnUnit();
    if (lanes == LANES) {
      dft.inverse(
          sign,
          stage,
          at,
          GROUP * RUN,
          0,
          rows,
          0,
          columns,
          ZEROS,
          0,
          work[worker],
          weights,
          index,
          rowStride(),
          columnStride);
    } else {
      dft.inverse(
          sign,
          stage,
          at,
          GROUP * RUN,
          0,
          rows,
          0,
          columns,
          ZEROS,
          0,
          work[worker],
          plane[worker],
          0,
          columns * LANES,
          LANES);
      ImageTransform.scatter(
          plane[worker], rows, columns, lanes, null, 0, weights, index, rowStride(), columnStride);
    }
  }
}
