package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.op.Relu;
import capstan.autograd.op.Sigmoid;
import capstan.autograd.op.Tanh;

/** What a layer does with each number it puts out. */
public enum Activation {
  /** Nothing. */
  NONE(""),
  /** max(0, x). */
  RELU(", ReLU"),
  /** 1 / (1 + exp(−x)). */
  SIGMOID(", sigmoid"),
  /** tanh(x). */
  TANH(", tanh");

  private final String text;

  Activation(String text) {
    this.text = text;
  }

  /**
   * Records it.
   *
   * @param x any shape
   * @return as x
   */
  public Variable apply(Variable x) {
    return switch (this) {
      case NONE -> x;
      case RELU -> Relu.relu(x);
      case SIGMOID -> Sigmoid.sigmoid(x);
      case TANH -> Tanh.tanh(x);
    };
  }

  /** As the end of a description, such as {@code ", ReLU"}; empty for none. */
  String text() {
    return text;
  }
}
