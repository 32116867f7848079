package capstan.bench.model;

/** A part of a training step that other libraries have too, and that is timed alone on each. */
public enum LayerPart {
  /** Convolution, bias and ReLU. */
  CONV1_FORWARD("Conv1 forward, ReLU"),
  /** Gradients of Conv1's weights and bias; its input needs none. */
  CONV1_BACKWARD("Conv1 to weights"),
  /** Convolution and bias. */
  PRIMARY_FORWARD("PrimaryCaps forward"),
  /** Gradients of PrimaryCaps' input, weights and bias. */
  PRIMARY_BACKWARD("PrimaryCaps to input and weights"),
  /** Prediction vectors and routing, both directions. */
  DIGIT_CAPS("DigitCaps forward + backward"),
  /** Masked capsules to images and back to the decoder's weights. */
  DECODER("decoder forward + backward"),
  /** The update of all parameters. */
  ADAM("Adam");

  private final String label;

  LayerPart(String label) {
    this.label = label;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }

  /** Whether it is a convolution, which the bfloat16 row computes otherwise. */
  public boolean isConvolution() {
    return switch (this) {
      case CONV1_FORWARD, CONV1_BACKWARD, PRIMARY_FORWARD, PRIMARY_BACKWARD -> true;
      case DIGIT_CAPS, DECODER, ADAM -> false;
    };
  }

  /** Whether a part of our step belongs to it; all sums of the other layers are in none. */
  boolean covers(StepPart part) {
    return switch (this) {
      case CONV1_FORWARD -> part == StepPart.CONV1_FORWARD;
      case CONV1_BACKWARD -> part == StepPart.CONV1_TO_WEIGHTS;
      case PRIMARY_FORWARD -> part.label().startsWith("PrimaryCaps forward");
      case PRIMARY_BACKWARD -> part.label().startsWith("PrimaryCaps to");
      case DIGIT_CAPS ->
          part == StepPart.DIGIT_CAPS_FORWARD || part == StepPart.DIGIT_CAPS_BACKWARD;
      case DECODER ->
          part == StepPart.DECODER_FORWARD
              || part == StepPart.DECODER_BACKWARD
              || part == StepPart.POINTWISE_FORWARD
              || part == StepPart.POINTWISE_BACKWARD;
      case ADAM -> part == StepPart.ADAM;
    };
  }
}
