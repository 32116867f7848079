package capstan.core.simd.convolution;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.product.DeepProduct;
import capstan.core.simd.product.MatrixPanels;
import capstan.core.simd.product.PackedProduct;
import capstan.core.simd.product.PanelSource;

/**
 * Convolution as a matrix product whose left factor is packed from the image (implicit GEMM).
 *
 * <pre>
 *   forward        y  [windows, O]        = patches(x)   [windows, K]  · weight [K, O]       K = taps·I
 *   to the weights dw [K, O]              = patches(x)ᵀ  [K, windows]  · dy     [windows, O]
 *   to the input   {@link DirectInputGradient}
 * </pre>
 */
final class DirectConvolutionPlan extends ConvolutionPlan {
  private final PackedProduct product;
  private final DeepProduct deepProduct;
  private final PatchPanels forwardPatches;
  private final TransposedPatchPanels weightPatches;
  private final DirectInputGradient inputGradient;
  private final MatrixPanels right = new MatrixPanels();
  private final ReluGradientPanels counted = new ReluGradientPanels();
  private boolean weightsKept;

  /** [taps · inChannels + 1, outChannels], the gradients of the weights and of the bias. */
  private float[] parameterGradients;

  /** The weights as the product wants them, while they are kept; else null. */
  private float[] packedWeights;

  DirectConvolutionPlan(ConvolutionGeometry geometry, PackedProduct product, Workers workers) {
    super(geometry);
    this.product = product;
    deepProduct = new DeepProduct(workers);
    Patches patches =
        new Patches(
            geometry.height(),
            geometry.width(),
            geometry.inChannels(),
            geometry.outHeight(),
            geometry.outWidth(),
            geometry.kernelHeight(),
            geometry.kernelWidth(),
            geometry.stride(),
            -geometry.padding(),
            -geometry.padding());
    forwardPatches = new PatchPanels(patches);
    weightPatches = new TransposedPatchPanels(patches);
    inputGradient = new DirectInputGradient(geometry, workers);
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    packedWeights = null;
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    ConvolutionGeometry g = geometry();
    int depth = g.kernelHeight() * g.kernelWidth() * g.inChannels();
    right.read(weight.array(), weight.offset(), g.outChannels(), false);
    if (weightsKept && packedWeights == null) {
      packedWeights = product.packRight(g.outChannels(), depth, right);
    }
    product.packedRight(packedWeights);
    if (bias != null) {
      product.bias(bias.array(), bias.offset());
    }
    product.multiply(
        y.elements() / g.outChannels(),
        g.outChannels(),
        depth,
        forwardPatches.of(x.array(), x.offset()),
        right,
        y.array(),
        y.offset());
  }

  @Override
  public boolean fusesRelu() {
    return true;
  }

  @Override
  protected void computeForwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    product.relu();
    computeForward(x, weight, bias, y);
  }

  /** One product for both: the bias is the weight of one more tap, which is 1 everywhere. */
  @Override
  protected void computeBackwardParametersRelu(
      Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
    keepWeights(false);
    ConvolutionGeometry g = geometry();
    int rows = g.kernelHeight() * g.kernelWidth() * g.inChannels();
    int weights = rows * g.outChannels();
    if (parameterGradients == null) {
      parameterGradients = new float[weights + g.outChannels()];
    }
    multiplyWeights(
        rows + 1,
        dy.elements() / g.outChannels(),
        x,
        counted.of(y.array(), y.offset(), dy.array(), dy.offset(), g.outChannels()),
        parameterGradients,
        0);
    System.arraycopy(parameterGradients, 0, dWeight.array(), dWeight.offset(), weights);
    System.arraycopy(parameterGradients, weights, dBias.array(), dBias.offset(), g.outChannels());
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    keepWeights(false);
    ConvolutionGeometry g = geometry();
    multiplyWeights(
        g.kernelHeight() * g.kernelWidth() * g.inChannels(),
        dy.elements() / g.outChannels(),
        x,
        right.read(dy.array(), dy.offset(), g.outChannels(), false),
        dWeight.array(),
        dWeight.offset());
  }

  private void multiplyWeights(
      int rows, int windows, Tensor x, PanelSource gradients, float[] target, int offset) {
    int columns = geometry().outChannels();
    weightPatches.of(x.array(), x.offset());
    if (DeepProduct.suits(rows, columns, windows)) {
      deepProduct.multiply(rows, columns, windows, weightPatches, gradients, target, offset);
    } else {
      product.multiply(rows, columns, windows, weightPatches, gradients, target, offset);
    }
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    keepWeights(false);
    inputGradient.compute(
        dy.array(), dy.offset(), weight.array(), weight.offset(), dx.array(), dx.offset());
  }
}
