package capstan.core.simd.convolution;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.product.DeepProduct;
import capstan.core.simd.product.MatrixPanels;
import capstan.core.simd.product.PackedProduct;
import capstan.core.simd.product.PanelSource;
import capstan.core.simd.product.ProductMemory;

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
  private final ProductMemory memory;
  private final Patches patches;
  private final DirectInputGradient inputGradient;

  /** Length of a window. */
  private final int depth;

  private boolean weightsKept;

  /** [taps · inChannels + 1, outChannels], the gradients of the weights and of the bias. */
  private float[] parameterGradients;

  /** The weights as the product wants them, while they are kept; else null. */
  private float[] packedWeights;

  DirectConvolutionPlan(ConvolutionGeometry geometry, ProductMemory memory, Workers workers) {
    super(geometry);
    this.memory = memory;
    patches =
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
    depth = geometry.kernelHeight() * geometry.kernelWidth() * geometry.inChannels();
    inputGradient = new DirectInputGradient(geometry, workers);
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    packedWeights = null;
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    multiply(x, weight, bias, false, y);
  }

  @Override
  public boolean fusesRelu() {
    return true;
  }

  @Override
  protected void computeForwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    multiply(x, weight, bias, true, y);
  }

  private void multiply(Tensor x, Tensor weight, Tensor bias, boolean relu, Tensor y) {
    PackedProduct product =
        new PackedProduct(
            memory,
            y.shape().rows(),
            geometry().outChannels(),
            depth,
            new PatchPanels(patches, x),
            new MatrixPanels(weight, false));
    if (weightsKept && packedWeights == null) {
      packedWeights = product.packRight();
    }
    product.packedRight(packedWeights).bias(bias).relu(relu).into(y.array(), y.offset());
  }

  /** One product for both: the bias is the weight of one more tap, which is 1 everywhere. */
  @Override
  protected void computeBackwardParametersRelu(
      Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
    int weights = dWeight.elements();
    if (parameterGradients == null) {
      parameterGradients = new float[weights + dBias.elements()];
    }
    multiplyWeights(depth + 1, x, new ReluGradientPanels(y, dy), dy, parameterGradients, 0);
    System.arraycopy(parameterGradients, 0, dWeight.array(), dWeight.offset(), weights);
    System.arraycopy(parameterGradients, weights, dBias.array(), dBias.offset(), dBias.elements());
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    multiplyWeights(depth, x, new MatrixPanels(dy, false), dy, dWeight.array(), dWeight.offset());
  }

  private void multiplyWeights(
      int rows, Tensor x, PanelSource gradients, Tensor dy, float[] target, int offset) {
    keepWeights(false);
    int columns = dy.shape().columns();
    int windows = dy.shape().rows();
    PanelSource left = new TransposedPatchPanels(patches, x);
    if (DeepProduct.suits(rows, columns, windows)) {
      new DeepProduct(memory, rows, columns, windows, left, gradients).into(target, offset);
    } else {
      new PackedProduct(memory, rows, columns, windows, left, gradients).into(target, offset);
    }
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    keepWeights(false);
    inputGradient.compute(dy, weight, dx);
  }
}
