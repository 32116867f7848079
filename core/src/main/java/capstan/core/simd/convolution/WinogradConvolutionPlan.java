package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.LINE;
import static capstan.core.simd.convolution.WinogradWindows.TILE;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;

/**
 * Convolution with 3x3 kernels, tile by tile of 4x4 outputs (Winograd; Lavin and Gray, 2016): 36
 * multiplications for each pair of channels instead of 144. With B, G and A of {@link
 * WinogradKernels} and ∘ the product of each number with its like:
 *
 * <pre>
 *   forward        y  = Aᵀ [ (Bᵀ x B) ∘ (G w Gᵀ) ] A
 *   to the weights dw = Gᵀ [ (Bᵀ x B) ∘ (A dy Aᵀ) ] G
 *   to the input   as forward, with turned kernels over dy
 * </pre>
 *
 * <p>Where channels are few, tiles stay in the second-level cache from one transform to the other,
 * so that {@link TransformedConvolutionPlan}, whose transforms of all images pass through memory,
 * is left to large kernels and many channels.
 */
final class WinogradConvolutionPlan extends ConvolutionPlan {
  private static final int TAPS = 3;

  /** Largest error of any pass, over the largest number of the result. */
  static final double ERROR = 8e-6;

  /**
   * With 128 channels the values of the weights are 2.4 MB, more than a second-level cache, and are
   * read anew for each block of tiles; with more, transforms of all images at once pay.
   */
  private static final int MOST_CHANNELS = 128;

  private final WinogradCorrelation forward;
  private final WinogradCorrelation backward;
  private final WinogradWeightGradient weightGradient;

  /**
   * Values of the weights, of the turned ones, or sums of the gradients: no two of them are needed
   * at the same time.
   */
  private final Tensor numbers;

  private final boolean training;
  private boolean weightsKept;
  private boolean holdsWeights;

  /**
   * A plan.
   *
   * @param g the extents
   * @param memory where tiles are transformed
   * @param workspace where the numbers of the weights are
   * @param training whether it has backward passes, which take more memory
   */
  WinogradConvolutionPlan(
      ConvolutionGeometry g, WinogradMemory memory, Workspace workspace, boolean training) {
    super(g);
    this.training = training;
    int in = g.inChannels();
    int out = g.outChannels();
    int beyond = TAPS - 1 - g.padding();
    int down = Math.ceilDiv(g.outHeight(), TILE);
    int across = Math.ceilDiv(g.outWidth(), TILE);
    WinogradWindows x =
        new WinogradWindows(g.height(), g.width(), in, LINE, g.padding(), down, across);
    WinogradWindows y =
        new WinogradWindows(g.outHeight(), g.outWidth(), out, TILE, 0, down, across);
    forward = new WinogradCorrelation(x, y, memory);
    int downInput = Math.ceilDiv(g.height(), TILE);
    int acrossInput = Math.ceilDiv(g.width(), TILE);
    backward =
        new WinogradCorrelation(
            new WinogradWindows(
                g.outHeight(), g.outWidth(), out, LINE, beyond, downInput, acrossInput),
            new WinogradWindows(g.height(), g.width(), in, TILE, 0, downInput, acrossInput),
            memory);
    weightGradient = new WinogradWeightGradient(x, y, g.batch(), memory);
    numbers =
        workspace.take((int) (training ? floats(g) : WinogradCorrelation.weightFloats(in, out)));
  }

  /** Whether a convolution can be computed so, within a bound of the error. */
  static boolean suits(ConvolutionGeometry g, double error) {
    return g.kernelHeight() == TAPS
        && g.kernelWidth() == TAPS
        && g.stride() == 1
        && g.padding() < TAPS
        && isFew(g.inChannels())
        && isFew(g.outChannels())
        && error >= ERROR;
  }

  private static boolean isFew(int channels) {
    return channels % Lanes.COUNT == 0 && channels <= MOST_CHANNELS;
  }

  /** Tiles of all images of a forward pass. */
  static long tiles(ConvolutionGeometry g) {
    return (long) g.batch() * Math.ceilDiv(g.outHeight(), TILE) * Math.ceilDiv(g.outWidth(), TILE);
  }

  /** Tiles of all images of a pass to the input. */
  static long inputTiles(ConvolutionGeometry g) {
    return (long) g.batch() * Math.ceilDiv(g.height(), TILE) * Math.ceilDiv(g.width(), TILE);
  }

  private static long floats(ConvolutionGeometry g) {
    int in = g.inChannels();
    int out = g.outChannels();
    long weights =
        Math.max(
            WinogradCorrelation.weightFloats(in, out), WinogradCorrelation.weightFloats(out, in));
    return Math.max(weights, WinogradWeightGradient.floats((int) tiles(g), in, out));
  }

  /** Bytes that a plan with backward passes takes. */
  static long bytes(ConvolutionGeometry g) {
    return Float.BYTES * floats(g);
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    holdsWeights = false;
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    if (!holdsWeights) {
      forward.weights(weight, /* turned= */ false, numbers);
      holdsWeights = weightsKept;
    }
    forward.run(x, numbers, bias, y);
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    requireTraining();
    backward.weights(weight, /* turned= */ true, numbers);
    backward.run(dy, numbers, null, dx);
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    requireTraining();
    if (geometry().batch() == 0) {
      Arrays.fill(dWeight.array(), dWeight.offset(), dWeight.offset() + dWeight.elements(), 0);
    } else {
      weightGradient.run(x, dy, numbers, dWeight);
    }
  }

  private void requireTraining() {
    if (!training) {
      throw new UnsupportedOperationException("this plan is for forward passes alone");
    }
    keepWeights(false);
  }
}
