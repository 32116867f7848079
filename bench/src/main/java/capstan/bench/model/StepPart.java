package capstan.bench.model;

/**
 * A part of a training step of the full network: what the model gives a floor and a recorder gives
 * a time. The three passes of PrimaryCaps have stages; where the planner computes them directly,
 * all is products.
 */
public enum StepPart {
  /** Convolution, bias and ReLU. */
  CONV1_FORWARD("Conv1 forward, ReLU"),
  /** Gradients of ReLU, weights and bias; images need none. */
  CONV1_TO_WEIGHTS("Conv1 to weights and bias, ReLU"),
  /** Values of x and of the weights at points. */
  PRIMARY_FORWARD_TRANSFORMS("PrimaryCaps forward: transforms"),
  /** A matrix product for each number. */
  PRIMARY_FORWARD_PRODUCTS("PrimaryCaps forward: products"),
  /** From products to y. */
  PRIMARY_FORWARD_INVERSE("PrimaryCaps forward: inverse"),
  /** The values of dy, which serves both backward passes. */
  PRIMARY_TO_INPUT_TRANSFORMS("PrimaryCaps to input: transforms"),
  /** A matrix product for each number. */
  PRIMARY_TO_INPUT_PRODUCTS("PrimaryCaps to input: products"),
  /** From products to dx. */
  PRIMARY_TO_INPUT_INVERSE("PrimaryCaps to input: inverse"),
  /** A matrix product for each number. */
  PRIMARY_TO_WEIGHTS_PRODUCTS("PrimaryCaps to weights: products"),
  /** From products to dW. */
  PRIMARY_TO_WEIGHTS_INVERSE("PrimaryCaps to weights: inverse"),
  /** Prediction vectors and rounds of routing. */
  DIGIT_CAPS_FORWARD("DigitCaps forward"),
  /** Gradients of its capsules and weights. */
  DIGIT_CAPS_BACKWARD("DigitCaps backward"),
  /** The three layers' matrix products. */
  DECODER_FORWARD("decoder products forward"),
  /** The three layers' matrix products, two each. */
  DECODER_BACKWARD("decoder products backward"),
  /** Squash of the primary capsules, both directions. */
  SQUASH("squash"),
  /** The decoder's biases, ReLU and sigmoid. */
  POINTWISE_FORWARD("decoder biases, ReLU, sigmoid forward"),
  /** Gradients of these. */
  POINTWISE_BACKWARD("decoder ReLU, sigmoid backward"),
  /** Gradients of the other biases, and the sums in the losses. */
  SUMS("other bias gradients, losses"),
  /** The update of all parameters. */
  ADAM("Adam"),
  /** All else: small work on the calling thread alone, and what lies between the parts. */
  REST("the rest");

  private final String label;

  StepPart(String label) {
    this.label = label;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }

  /** Whether it is one of PrimaryCaps' convolution. */
  public boolean isPrimaryCaps() {
    return label.startsWith("PrimaryCaps");
  }

  /** Whether the goals have a row of their own for the layer it belongs to. */
  public boolean hasOwnGoal() {
    return switch (this) {
      case CONV1_FORWARD, CONV1_TO_WEIGHTS, DIGIT_CAPS_FORWARD, DIGIT_CAPS_BACKWARD, ADAM -> true;
      default -> isPrimaryCaps();
    };
  }
}
