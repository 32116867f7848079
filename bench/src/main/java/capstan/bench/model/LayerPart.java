package capstan.bench.peers;

/** A part of a training step that is timed alone. */
enum Part {
  /** Convolution, bias and ReLU. */
  CONV1_FORWARD("Conv1 forward, ReLU"),
  /** Gradient of Conv1's weights; its input needs none. */
  CONV1_BACKWARD("Conv1 to weights"),
  /** Convolution and bias. */
  PRIMARY_FORWARD("PrimaryCaps forward"),
  /** Gradients of PrimaryCaps' input and weights. */
  PRIMARY_BACKWARD("PrimaryCaps to input and weights"),
  /** Prediction vectors and routing, both directions. */
  DIGIT_CAPS("DigitCaps forward + backward"),
  /** Masked capsules to images and back to the decoder's weights. */
  DECODER("decoder forward + backward"),
  /** The update of all parameters. */
  ADAM("Adam");

  private final String label;

  Part(String label) {
    this.label = label;
  }

  /** What the table calls it. */
  String label() {
    return label;
  }

  /** Whether it is a convolution, which the bfloat16 row computes otherwise. */
  boolean isConvolution() {
    return switch (this) {
      case CONV1_FORWARD, CONV1_BACKWARD, PRIMARY_FORWARD, PRIMARY_BACKWARD -> true;
      case DIGIT_CAPS, DECODER, ADAM -> false;
    };
  }
}
