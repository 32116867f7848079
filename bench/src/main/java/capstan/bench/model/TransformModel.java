package capstan.bench.model;

import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.transform.TransformShape;

/**
 * What a convolution between transforms costs. How often it multiplies, and how many numbers it
 * stores, it says itself: for PrimaryCaps 429 in four phases, 118 of the output.
 *
 * <pre>
 *   X  [numbers, tiles, inChannels]                 floats
 *   W  [numbers, inChannels, outChannels]
 *   Y  [numbers of the output, tiles, outChannels]
 * </pre>
 */
final class TransformModel {
  private final ConvolutionGeometry g;
  private final TransformShape shape;

  TransformModel(ConvolutionGeometry geometry) {
    g = geometry;
    shape = TransformShape.of(geometry, TransformShape.ERROR).orElseThrow();
  }

  private double tiles() {
    return (double) g.batch() * shape.tiles();
  }

  private double xPairs() {
    return tiles() * g.inChannels();
  }

  private double wPairs() {
    return (double) g.inChannels() * g.outChannels();
  }

  private double yPairs() {
    return tiles() * g.outChannels();
  }

  private double xBytes() {
    return Float.BYTES * shape.multiplications() * xPairs();
  }

  private double wBytes() {
    return Float.BYTES * shape.multiplications() * wPairs();
  }

  private double yBytes() {
    return Float.BYTES * shape.outputNumbers() * yPairs();
  }

  /** Images or their gradient, read or written. */
  private double inputBytes() {
    return (double) Float.BYTES * g.input().elements();
  }

  private double outputBytes() {
    return (double) Float.BYTES * g.output().elements();
  }

  private double weightBytes() {
    return (double) Float.BYTES * g.weight().elements();
  }

  /** x to X, or back; both are moved. */
  Cost transformInput() {
    return new Cost(2 * shape.inputTransform() * xPairs(), inputBytes() + xBytes());
  }

  /** w to W, or dW to dw; both are moved. */
  Cost transformWeights() {
    return new Cost(2 * shape.weightTransform() * wPairs(), weightBytes() + wBytes());
  }

  /** dy to its transform, or Y to y; both are moved. */
  Cost transformOutput() {
    return new Cost(2 * shape.outputTransform() * yPairs(), outputBytes() + yBytes());
  }

  /**
   * Any of the three passes: a multiply-add, which is two operations, for each number, tile and
   * pair of channels; of X, W and Y two are read and the third written.
   */
  Cost products() {
    return new Cost(
        2 * shape.multiplications() * tiles() * wPairs(), xBytes() + wBytes() + yBytes());
  }

  /** A pass computed directly: a multiply-add for each output and tap; x, w and y are moved. */
  Cost direct() {
    return new Cost(g.flops(), inputBytes() + weightBytes() + outputBytes());
  }
}
