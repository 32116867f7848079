package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.LINE;
import static capstan.core.simd.convolution.WinogradWindows.TILE;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionAlgorithm;
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
  static final double ERROR = 3e-6;

  /** With more, the values of the weights leave the second-level cache. */
  private static final int MOST_CHANNELS = 128;

  private final WinogradCorrelation forward;
  private final WinogradCorrelation backward;
  private final WinogradWeightGradient weightGradient;
  private final Tensor values;
  private final Tensor turnedValues;
  private boolean weightsKept;
  private boolean holdsWeights;

  WinogradConvolutionPlan(ConvolutionGeometry g, WinogradMemory memory, Workspace workspace) {
    super(g);
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
    weightGradient = new WinogradWeightGradient(x, y, g.batch(), memory, workspace);
    values = workspace.take((int) WinogradCorrelation.weightFloats(in, out));
    turnedValues = workspace.take((int) WinogradCorrelation.weightFloats(out, in));
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

  /** Bytes of the values of the weights and of the sums of their gradient. */
  static long bytes(ConvolutionGeometry g) {
    int in = g.inChannels();
    int out = g.outChannels();
    return Float.BYTES
        * (WinogradCorrelation.weightFloats(in, out)
            + WinogradCorrelation.weightFloats(out, in)
            + WinogradWeightGradient.floats((int) tiles(g), in, out));
  }

  @Override
  public ConvolutionAlgorithm algorithm() {
    return ConvolutionAlgorithm.WINOGRAD;
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    holdsWeights = false;
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    if (!holdsWeights) {
      forward.weights(weight, /* turned= */ false, values);
      holdsWeights = weightsKept;
    }
    forward.run(x, values, bias, y);
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    keepWeights(false);
    backward.weights(weight, /* turned= */ true, turnedValues);
    backward.run(dy, turnedValues, null, dx);
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    keepWeights(false);
    if (geometry().batch() == 0) {
      Arrays.fill(dWeight.array(), dWeight.offset(), dWeight.offset() + dWeight.elements(), 0);
    } else {
      weightGradient.run(x, dy, dWeight);
    }
  }
}
