package capstan.core.simd.convolution;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.transform.BinProducts;
import capstan.core.simd.transform.ImageTransform;
import capstan.core.simd.transform.PhasedImages;
import capstan.core.simd.transform.PlaneTransform;
import capstan.core.simd.transform.Spectrum;
import capstan.core.simd.transform.WeightSpectrum;
import capstan.core.simd.transform.WeightTransform;

/**
 * Convolution in the frequency domain. The input is split by stride into phases, each a plane that
 * is correlated with stride 1 and a kernel of at most ⌈kernel / stride⌉ taps; outputs and taps
 * together fit a transform of {@code outputs + taps − 1} places exactly, with no padding to waste.
 * Sums over phases and input channels are formed in the frequency domain, so each frequency is one
 * complex matrix product and each output plane is transformed back once.
 *
 * <p>For the 9x9 kernel with stride 2 on 20x20 pixels (PrimaryCaps): 4 phases, 10x10 places, 48
 * complex frequencies and 4 real ones, 592 multiplications for each pair of channels instead of
 * 2916.
 *
 * <p>The spectra of x and of the weights are kept from the forward pass for the backward passes;
 * the gradient of the weights takes the memory of the weights' spectrum once that has been used.
 */
final class FourierConvolutionPlan extends ConvolutionPlan {
  private static final float PLAIN = -1;
  private static final float CONJUGATE = 1;

  private final ImageTransform inputTransform;
  private final ImageTransform outputTransform;
  private final WeightTransform weightTransform;
  private final BinProducts products;
  private final Spectrum x;
  private final Spectrum dx;
  private final Spectrum y;
  private final WeightSpectrum weights;

  private boolean holdsInput;
  private boolean holdsWeights;
  private boolean weightsKept;
  private Tensor transformedGradient;

  FourierConvolutionPlan(ConvolutionGeometry geometry, Workspace workspace, Workers workers) {
    super(geometry);
    PlaneTransform dft = PlaneTransform.of(places(geometry, true), places(geometry, false));
    inputTransform =
        new ImageTransform(
            new PhasedImages(
                geometry.height(),
                geometry.width(),
                geometry.inChannels(),
                geometry.stride(),
                geometry.padding()),
            dft,
            workers);
    outputTransform =
        new ImageTransform(
            new PhasedImages(
                geometry.outHeight(), geometry.outWidth(), geometry.outChannels(), 1, 0),
            dft,
            workers);
    weightTransform = new WeightTransform(geometry, dft, workers);
    int batch = geometry.batch();
    x = new Spectrum(batch, inputTransform.blocks(), dft.bins(), workspace);
    dx = new Spectrum(batch, inputTransform.blocks(), dft.bins(), workspace);
    y = new Spectrum(batch, outputTransform.blocks(), dft.bins(), workspace);
    weights =
        new WeightSpectrum(
            inputTransform.blocks() * Lanes.COUNT, outputTransform.blocks(), dft.bins(), workspace);
    products =
        new BinProducts(
            dft, y.panels * Spectrum.ROWS, outputTransform.blocks() * Lanes.COUNT, workers);
  }

  @Override
  public ConvolutionAlgorithm algorithm() {
    return ConvolutionAlgorithm.FOURIER;
  }

  /** Places along one axis that hold all outputs and taps of a phase without wrapping around. */
  static int places(ConvolutionGeometry geometry, boolean rows) {
    int kernel = rows ? geometry.kernelHeight() : geometry.kernelWidth();
    int taps = (kernel + geometry.stride() - 1) / geometry.stride();
    return (rows ? geometry.outHeight() : geometry.outWidth()) + taps - 1;
  }

  /** Bytes of the four spectra. */
  static long bytes(ConvolutionGeometry g) {
    int bins = PlaneTransform.bins(places(g, true), places(g, false));
    int inBlocks = g.stride() * g.stride() * divideUp(g.inChannels(), Lanes.COUNT);
    int outBlocks = divideUp(g.outChannels(), Lanes.COUNT);
    return Float.BYTES
        * (2 * Spectrum.floats(g.batch(), inBlocks, bins)
            + Spectrum.floats(g.batch(), outBlocks, bins)
            + WeightSpectrum.floats(inBlocks * Lanes.COUNT, outBlocks, bins));
  }

  private static int divideUp(int value, int by) {
    return (value + by - 1) / by;
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    holdsWeights = false;
  }

  @Override
  protected void computeForward(Tensor xTensor, Tensor weight, Tensor bias, Tensor yTensor) {
    transformedGradient = null;
    inputTransform.forward(PLAIN, xTensor.array(), xTensor.offset(), x);
    holdsInput = true;
    if (!weightsKept || !holdsWeights) {
      weightTransform.forward(CONJUGATE, weight.array(), weight.offset(), weights);
      holdsWeights = true;
    }
    products.forward(x, weights, y);
    outputTransform.inverse(
        PLAIN,
        y,
        bias == null ? null : bias.array(),
        bias == null ? 0 : bias.offset(),
        yTensor.array(),
        yTensor.offset());
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dxTensor) {
    weightsKept = false;
    if (!holdsWeights) {
      weightTransform.forward(CONJUGATE, weight.array(), weight.offset(), weights);
      holdsWeights = true;
    }
    transformGradient(dy);
    products.backwardInput(y, weights, dx);
    inputTransform.inverse(CONJUGATE, dx, null, 0, dxTensor.array(), dxTensor.offset());
  }

  @Override
  protected void computeBackwardWeight(Tensor xTensor, Tensor dy, Tensor dWeight) {
    if (!holdsInput) {
      inputTransform.forward(PLAIN, xTensor.array(), xTensor.offset(), x);
      holdsInput = true;
    }
    transformGradient(dy);
    weightsKept = false;
    holdsWeights = false;
    products.backwardWeight(x, y, weights);
    weightTransform.inverse(PLAIN, weights, dWeight.array(), dWeight.offset());
  }

  /** The gradient's spectrum takes the memory of y's, which nothing needs any more. */
  private void transformGradient(Tensor dy) {
    if (transformedGradient != dy) {
      outputTransform.forward(CONJUGATE, dy.array(), dy.offset(), y);
      transformedGradient = dy;
    }
  }
}
