package capstan.core.simd.convolution;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.simd.transform.Numbers;
import capstan.core.simd.transform.PointProducts;
import capstan.core.simd.transform.Transform;
import capstan.core.simd.transform.TransformShape;
import java.util.Arrays;
import java.util.Optional;

/**
 * Convolution between transforms. The stride splits the input into phases, each a plane that is
 * correlated with stride 1 and a kernel of at most ⌈kernel / stride⌉ taps. With E_k the values of a
 * polynomial of k coefficients at some points, m outputs and r taps of a tile and m + r − 1 points,
 * C the inverse of E_(m+r−1) and ∘ the product of each number with its like:
 *
 * <pre>
 *   forward        y  = E_mᵀ [ (Cᵀ x)  ∘ (E_r w) ]
 *   to the weights dw = E_rᵀ [ (Cᵀ x)  ∘ (E_m dy) ]
 *   to the input   dx = C    [ (E_m dy) ∘ (E_r w) ]
 * </pre>
 *
 * So three transformed arrays serve all three passes. Sums over phases and channels are formed
 * between the transforms, where each number of a tile is one matrix product.
 *
 * <p>For the 9x9 kernel with stride 2 on 20x20 pixels (PrimaryCaps): 4 phases of up to 10x10
 * places, 429 multiplications for each pair of channels instead of 2,916.
 *
 * <p>The transforms of x and of the weights are kept from the forward pass for the backward passes;
 * the gradient of the weights takes the memory of the weights' once that has been used.
 */
final class TransformedConvolutionPlan extends ConvolutionPlan {
  /** Floats that the transforms of images may take. */
  private static final long ROOM = 1L << 26;

  private final Transform inputTransform;
  private final Transform outputTransform;
  private final Transform weightTransform;
  private final PointProducts products;
  private final int tiles;

  /** Images that are transformed together: all, or as many as there is room for. */
  private final int group;

  private final Numbers x;
  private final Numbers dx;
  private final Numbers y;
  private final Numbers weights;

  private boolean holdsInput;
  private boolean holdsWeights;
  private boolean weightsKept;
  private Tensor transformedGradient;

  TransformedConvolutionPlan(TransformShape shape, Workspace workspace, Workers workers) {
    this(shape, group(shape), workspace, workers);
  }

  /** As above, with so many images at a time. */
  TransformedConvolutionPlan(
      TransformShape shape, int group, Workspace workspace, Workers workers) {
    super(shape.geometry());
    this.group = group;
    ConvolutionGeometry g = shape.geometry();
    inputTransform = Transform.ofInput(shape, workers);
    outputTransform = Transform.ofOutput(shape, workers);
    weightTransform = Transform.ofWeights(shape, workers);
    products = new PointProducts(shape, workers);
    tiles = shape.tiles();
    x = new Numbers(shape.multiplications(), group * tiles, g.inChannels(), workspace);
    dx = new Numbers(shape.multiplications(), group * tiles, g.inChannels(), workspace);
    y = new Numbers(shape.outputNumbers(), group * tiles, g.outChannels(), workspace);
    weights = new Numbers(shape.multiplications(), g.inChannels(), g.outChannels(), workspace);
  }

  private static int group(TransformShape shape) {
    int images = shape.geometry().batch();
    while (images > 1 && imageFloats(shape, images) > ROOM) {
      images = Math.ceilDiv(images, 2);
    }
    return images;
  }

  private static long imageFloats(TransformShape shape, int images) {
    ConvolutionGeometry g = shape.geometry();
    int items = images * shape.tiles();
    return 2 * Numbers.floats(shape.multiplications(), items, g.inChannels())
        + Numbers.floats(shape.outputNumbers(), items, g.outChannels());
  }

  /** How a convolution would be transformed; empty where it cannot be. */
  static Optional<TransformShape> shape(ConvolutionGeometry geometry) {
    return TransformShape.of(geometry, ConvolutionProperties.error())
        .filter(shape -> bytes(shape) < Integer.MAX_VALUE);
  }

  /** Bytes of the four transformed arrays. */
  static long bytes(TransformShape shape) {
    ConvolutionGeometry g = shape.geometry();
    return Float.BYTES
        * (imageFloats(shape, group(shape))
            + Numbers.floats(shape.multiplications(), g.inChannels(), g.outChannels()));
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    holdsWeights = false;
  }

  private int images(int first) {
    return Math.min(group, geometry().batch() - first);
  }

  @Override
  protected void computeForward(Tensor xTensor, Tensor weight, Tensor bias, Tensor yTensor) {
    transformedGradient = null;
    holdsInput = false;
    holdsWeights &= weightsKept;
    transformWeights(weight);
    for (int first = 0; first < geometry().batch(); first += group) {
      transformInput(xTensor, first);
      products.forward(x, weights, y, images(first) * tiles);
      outputTransform.backward(
          y,
          bias == null ? null : bias.array(),
          bias == null ? 0 : bias.offset(),
          yTensor.array(),
          yTensor.offset(),
          first,
          images(first));
    }
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dxTensor) {
    weightsKept = false;
    transformWeights(weight);
    for (int first = 0; first < geometry().batch(); first += group) {
      transformGradient(dy, first);
      products.backwardInput(y, weights, dx, images(first) * tiles);
      inputTransform.backward(
          dx, null, 0, dxTensor.array(), dxTensor.offset(), first, images(first));
    }
  }

  @Override
  protected void computeBackwardWeight(Tensor xTensor, Tensor dy, Tensor dWeight) {
    weightsKept = false;
    holdsWeights = false;
    for (int first = 0; first < geometry().batch(); first += group) {
      transformInput(xTensor, first);
      transformGradient(dy, first);
      products.backwardWeight(x, y, weights, images(first) * tiles, first > 0);
    }
    if (geometry().batch() == 0) {
      Arrays.fill(dWeight.array(), dWeight.offset(), dWeight.offset() + dWeight.elements(), 0);
    } else {
      weightTransform.backward(
          weights, null, 0, dWeight.array(), dWeight.offset(), 0, geometry().inChannels());
    }
  }

  private void transformWeights(Tensor weight) {
    if (!holdsWeights) {
      weightTransform.forward(weight.array(), weight.offset(), 0, geometry().inChannels(), weights);
      holdsWeights = true;
    }
  }

  /** Those of all images are kept for the gradient of the weights. */
  private void transformInput(Tensor xTensor, int first) {
    if (!holdsInput) {
      inputTransform.forward(xTensor.array(), xTensor.offset(), first, images(first), x);
      holdsInput = group == geometry().batch();
    }
  }

  /** The gradient's transform takes the memory of y's, which nothing needs any more. */
  private void transformGradient(Tensor dy, int first) {
    if (transformedGradient != dy) {
      outputTransform.forward(dy.array(), dy.offset(), first, images(first), y);
      transformedGradient = group == geometry().batch() ? dy : null;
    }
  }
}
