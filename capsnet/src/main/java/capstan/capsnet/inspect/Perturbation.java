package capstan.capsnet.inspect;

import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * The paper's way to see what a capsule's dimensions stand for (section 5.1): one of its numbers is
 * moved by −0.25 to 0.25 in steps of 0.05, and the decoder draws what becomes of the image.
 */
public final class Perturbation {
  /** Values a dimension is given. */
  public static final int STEPS = 11;

  private static final int MIDDLE = STEPS / 2;
  private static final int STEPS_PER_UNIT = 20;

  private Perturbation() {}

  /**
   * What is added to a dimension.
   *
   * @param step 0 to 10; 5 leaves the capsule as it is
   */
  public static float offset(int step) {
    return (step - MIDDLE) / (float) STEPS_PER_UNIT;
  }

  /**
   * Draws the grid of one capsule.
   *
   * @param decoder of the network
   * @param capsules all capsules of an image, squashed, [classes, dimensions]
   * @param label whose capsule is moved and drawn
   * @return [dimensions, steps, height, width, channels]
   */
  public static Tensor grid(CapsuleDecoder decoder, Tensor capsules, int label) {
    int dimensions = capsules.shape().extent(1);
    Shape drawn = null;
    float[] pixels = null;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      Tensor moved = moved(capsules, label, dimension);
      int[] chosen = new int[STEPS];
      java.util.Arrays.fill(chosen, label);
      Tensor row = decoder.decode(moved, chosen);
      if (pixels == null) {
        drawn = row.shape();
        pixels = new float[dimensions * row.elements()];
      }
      System.arraycopy(
          row.array(), row.offset(), pixels, dimension * row.elements(), row.elements());
    }
    return Tensor.of(
        Shape.of(dimensions, STEPS, drawn.extent(1), drawn.extent(2), drawn.extent(3)), pixels);
  }

  /** One dimension moved by every step: [steps, classes, dimensions]. */
  private static Tensor moved(Tensor capsules, int label, int dimension) {
    int classes = capsules.shape().extent(0);
    int dimensions = capsules.shape().extent(1);
    Tensor moved = Tensor.zeros(STEPS, classes, dimensions);
    for (int step = 0; step < STEPS; step++) {
      moved.slice(step, 1).copyFrom(capsules);
      moved.set(capsules.get(label, dimension) + offset(step), step, label, dimension);
    }
    return moved;
  }
}
