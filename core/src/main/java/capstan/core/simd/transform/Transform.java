package capstan.core.simd.transform;

import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Evaluates all planes of an array, the input, the weights or the output of a convolution, and
 * makes an array of numbers again. A part of the work is an image (of the weights: an input
 * channel) in one phase; its tiles are taken one after the other, 256 channels at a time: lines
 * long enough for the kernels and for the memory, and a plane that stays in the second-level cache.
 */
public final class Transform {
  private static final int LANES = Lanes.COUNT;

  /** Channels that are taken at a time. */
  private static final int CHANNELS = 256;

  private static final int START = PlaneTransform.START;

  /**
   * One phase of the array.
   *
   * @param plane what evaluates it
   * @param rows where its rows lie
   * @param columns where its columns lie
   * @param first the first of its numbers
   * @param count how many numbers
   */
  private record Phase(PlaneTransform plane, Places rows, Places columns, int first, int count) {}

  private final List<Phase> phases;
  private final boolean complete;
  private final int imageStep;
  private final int rowStep;
  private final int columnStep;
  private final int channels;
  private final Workers workers;
  private final float[][] work;

  /**
   * A call.
   *
   * @param back whether the array is made of the numbers, instead of these of it
   * @param array the array
   * @param at the first element of the first image
   * @param images how many
   * @param numbers what they stand for
   * @param bias added to each channel on the way back; null for nothing
   * @param biasAt its first element
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Job(
      boolean back, float[] array, int at, int images, Numbers numbers, float[] bias, int biasAt) {}

  private Transform(
      List<Phase> phases,
      boolean complete,
      int imageStep,
      int rowStep,
      int columnStep,
      int channels,
      Workers workers) {
    this.phases = phases;
    this.complete = complete;
    this.imageStep = imageStep;
    this.rowStep = rowStep;
    this.columnStep = columnStep;
    this.channels = channels;
    this.workers = workers;
    int floats = phases.stream().mapToInt(phase -> phase.plane.work()).max().orElseThrow();
    work = new float[workers.threads()][floats];
  }

  /** The input's transform: {@code Cᵀ x}, C being the interpolation at the points. */
  public static Transform ofInput(TransformShape shape, Workers workers) {
    ConvolutionGeometry g = shape.geometry();
    List<Phase> phases = phases(shape, Axis::input, (points, _) -> points.interpolation());
    boolean complete =
        g.stride() == shape.rows().phases() && g.stride() == shape.columns().phases();
    int row = g.width() * g.inChannels();
    return new Transform(
        phases, complete, g.height() * row, row, g.inChannels(), g.inChannels(), workers);
  }

  /** The weights': their values at the points. */
  public static Transform ofWeights(TransformShape shape, Workers workers) {
    ConvolutionGeometry g = shape.geometry();
    List<Phase> phases = phases(shape, Axis::weights, PointSet::powers);
    int column = g.inChannels() * g.outChannels();
    return new Transform(
        phases, true, g.outChannels(), g.kernelWidth() * column, column, g.outChannels(), workers);
  }

  /** The output's: its gradient's values at the points; back, the output itself. */
  public static Transform ofOutput(TransformShape shape, Workers workers) {
    ConvolutionGeometry g = shape.geometry();
    PointSet down = shape.rows().points();
    PointSet across = shape.columns().points();
    Places rows = shape.rows().output();
    Places columns = shape.columns().output();
    Phase phase =
        new Phase(
            plane(down, down.powers(rows.count()), across, across.powers(columns.count())),
            rows,
            columns,
            0,
            shape.outputNumbers());
    int row = g.outWidth() * g.outChannels();
    return new Transform(
        List.of(phase), true, g.outHeight() * row, row, g.outChannels(), g.outChannels(), workers);
  }

  /**
   * An array's phases.
   *
   * @param shape of the convolution
   * @param places where those of a phase lie along an axis
   * @param matrix of some points, for so many places
   */
  private static List<Phase> phases(
      TransformShape shape,
      BiFunction<Axis, Integer, Places> places,
      BiFunction<PointSet, Integer, double[][]> matrix) {
    return shape.phases().stream()
        .map(
            phase -> {
              PointSet down = shape.rows().points(phase.row());
              PointSet across = shape.columns().points(phase.column());
              Places rows = places.apply(shape.rows(), phase.row());
              Places columns = places.apply(shape.columns(), phase.column());
              return new Phase(
                  plane(
                      down,
                      matrix.apply(down, rows.count()),
                      across,
                      matrix.apply(across, columns.count())),
                  rows,
                  columns,
                  phase.first(),
                  phase.outputs().size());
            })
        .toList();
  }

  private static PlaneTransform plane(
      PointSet down, double[][] rows, PointSet across, double[][] columns) {
    return new PlaneTransform(
        new LineMatrix(rows, shares(down)),
        2 * down.pairs().size(),
        new LineMatrix(columns, shares(across)),
        2 * across.pairs().size(),
        CHANNELS / LANES);
  }

  private static double[] shares(PointSet points) {
    return IntStream.range(0, points.size()).mapToDouble(points::share).toArray();
  }

  /**
   * Overwrites the numbers of some images; of the weights, input channels are the images.
   *
   * @param source the array
   * @param offset the first of its elements
   * @param first which of its images is the first one wanted
   * @param images how many are wanted
   * @param target their numbers
   */
  public void forward(float[] source, int offset, int first, int images, Numbers target) {
    run(new Job(false, source, offset + first * imageStep, images, target, null, 0));
  }

  /**
   * Overwrites some images with what numbers stand for.
   *
   * @param source the numbers
   * @param bias added to each channel; null for nothing
   * @param biasOffset its first element
   * @param target the array
   * @param offset the first of its elements
   * @param first which of its images is the first one wanted
   * @param images how many are wanted
   */
  public void backward(
      Numbers source,
      float[] bias,
      int biasOffset,
      float[] target,
      int offset,
      int first,
      int images) {
    int from = offset + first * imageStep;
    if (!complete) {
      Arrays.fill(target, from, from + images * imageStep, 0);
    }
    run(new Job(true, target, from, images, source, bias, biasOffset));
  }

  private void run(Job job) {
    workers.run(phases.size() * job.images, (part, worker) -> run(job, part, work[worker]));
  }

  private void run(Job job, int part, float[] memory) {
    Phase phase = phases.get(part / job.images);
    int image = part % job.images;
    for (int down = 0; down < phase.rows.tiles(); down++) {
      for (int across = 0; across < phase.columns.tiles(); across++) {
        if (job.back) {
          touch(job, phase, item(phase, image, down, across), memory);
        }
        for (int channel = 0; channel < channels; channel += CHANNELS) {
          if (job.back) {
            interpolate(job, phase, image, down, across, channel, memory);
          } else {
            evaluate(job, phase, image, down, across, channel, memory);
          }
        }
      }
    }
    if (job.back) {
      clearRest(job, phase, image);
    }
  }

  /** A tile's number among those of all images. */
  private static int item(Phase phase, int image, int down, int across) {
    return (image * phase.rows.tiles() + down) * phase.columns.tiles() + across;
  }

  /** Index of a place. */
  private int at(Job job, int image, int rowPixel, int columnPixel, int channel) {
    return job.at + image * imageStep + rowPixel * rowStep + columnPixel * columnStep + channel;
  }

  /** Elements from a place of a phase to another one so many of its rows and columns further. */
  private int distance(Phase phase, int rows, int columns) {
    return rows * phase.rows.step() * rowStep + columns * phase.columns.step() * columnStep;
  }

  /**
   * Whether a tile can be read and written where it lies. Other numbers of channels go through the
   * work memory, where a bias is added after the sums instead of before: it decides the last bits.
   */
  private boolean isWhole(Phase phase, int down, int across) {
    return channels % (8 * LANES) == 0 && phase.rows.isWhole(down) && phase.columns.isWhole(across);
  }

  private void evaluate(
      Job job, Phase phase, int image, int down, int across, int channel, float[] memory) {
    float[] x = job.array;
    int u = phase.rows.first(down);
    int v = phase.columns.first(across);
    int from = at(job, image, phase.rows.pixel(down, u), phase.columns.pixel(across, v), channel);
    int row = phase.rows.step() * rowStep;
    int column = phase.columns.step() * columnStep;
    if (!isWhole(phase, down, across)) {
      copyIn(job, phase, down, across, from, channel, memory);
      x = memory;
      from = START;
      row = phase.columns.count() * CHANNELS;
      column = CHANNELS;
    }
    phase.plane.forward(
        x,
        from,
        row,
        column,
        memory,
        job.numbers.array,
        job.numbers.index(phase.first, item(phase, image, down, across), channel),
        job.numbers.stride,
        Math.min(CHANNELS / LANES, job.numbers.vectors(channel)));
  }

  /** A plane of which something lies outside, with zeros there. */
  private void copyIn(
      Job job, Phase phase, int down, int across, int from, int channel, float[] memory) {
    int width = phase.columns.count();
    Arrays.fill(memory, START, START + phase.rows.count() * width * CHANNELS, 0);
    int lanes = Math.min(CHANNELS, channels - channel);
    int firstRow = phase.rows.first(down);
    int firstColumn = phase.columns.first(across);
    for (int u = firstRow; u < phase.rows.end(down); u++) {
      for (int v = firstColumn; v < phase.columns.end(across); v++) {
        int pixel = from + distance(phase, u - firstRow, v - firstColumn);
        System.arraycopy(job.array, pixel, memory, START + (u * width + v) * CHANNELS, lanes);
      }
    }
  }

  /** Has the numbers of a tile in the cache; the sum of what was read has to stay somewhere. */
  private void touch(Job job, Phase phase, int item, float[] memory) {
    float touched = 0;
    for (int number = phase.first; number < phase.first + phase.count; number++) {
      touched += CacheLines.touch(job.numbers.array, job.numbers.index(number, item, 0), channels);
    }
    memory[0] = touched;
  }

  private void interpolate(
      Job job, Phase phase, int image, int down, int across, int channel, float[] memory) {
    int u = phase.rows.first(down);
    int v = phase.columns.first(across);
    int to = at(job, image, phase.rows.pixel(down, u), phase.columns.pixel(across, v), channel);
    boolean direct =
        isWhole(phase, down, across)
            && phase.rows.shared(down) == 0
            && phase.columns.shared(across) == 0;
    phase.plane.backward(
        job.numbers.array,
        job.numbers.index(phase.first, item(phase, image, down, across), channel),
        job.numbers.stride,
        Math.min(CHANNELS / LANES, job.numbers.vectors(channel)),
        memory,
        direct ? job.bias : null,
        job.biasAt + channel,
        direct ? job.array : memory,
        direct ? to : START,
        direct ? phase.rows.step() * rowStep : phase.columns.count() * CHANNELS,
        direct ? phase.columns.step() * columnStep : CHANNELS);
    if (!direct) {
      copyOut(job, phase, down, across, to, channel, memory);
    }
  }

  /** What of a plane lies inside; where it overlaps with tiles before it, the sum is wanted. */
  private void copyOut(
      Job job, Phase phase, int down, int across, int to, int channel, float[] memory) {
    int lanes = Math.min(CHANNELS, channels - channel);
    int firstRow = phase.rows.first(down);
    int firstColumn = phase.columns.first(across);
    for (int u = firstRow; u < phase.rows.end(down); u++) {
      for (int v = firstColumn; v < phase.columns.end(across); v++) {
        int pixel = to + distance(phase, u - firstRow, v - firstColumn);
        int from = START + (u * phase.columns.count() + v) * CHANNELS;
        boolean add = u < phase.rows.shared(down) || v < phase.columns.shared(across);
        for (int lane = 0; lane < lanes; lane++) {
          float more = job.bias == null ? 0 : job.bias[job.biasAt + channel + lane];
          job.array[pixel + lane] = memory[from + lane] + (add ? job.array[pixel + lane] : more);
        }
      }
    }
  }

  /** Places beyond the last tile are reached by no output: their gradient is zero. */
  private void clearRest(Job job, Phase phase, int image) {
    Places rows = phase.rows;
    Places columns = phase.columns;
    for (int u = rows.insideFrom(); u < rows.insideEnd(); u++) {
      int from = u < rows.covered() ? columns.covered() : 0;
      for (int v = Math.max(from, columns.insideFrom()); v < columns.insideEnd(); v++) {
        int at = at(job, image, rows.pixel(0, u), columns.pixel(0, v), 0);
        Arrays.fill(job.array, at, at + channels, 0);
      }
    }
  }
}
