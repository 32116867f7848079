package capstan.autograd.check;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.List;

/** What is differenced: an operation's output, as a function of its parameters' elements. */
interface Outputs {
  /**
   * The slope of Σ r · y between two values of an element.
   *
   * @param parameter which parameter
   * @param element which of its elements
   * @param from what is added to the element for the one value
   * @param to what is added to it for the other
   * @param weights r
   */
  Slope slope(int parameter, int element, double from, double to, double[] weights);

  /** The elements of a tensor, in order. */
  static double[] elements(Tensor tensor) {
    double[] elements = new double[tensor.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.array()[tensor.offset() + i];
    }
    return elements;
  }

  /** The elements of parameters, in order. */
  static double[][] elements(List<Parameter> parameters) {
    return parameters.stream().map(each -> elements(each.value())).toArray(double[][]::new);
  }

  /**
   * Of a formula in double precision.
   *
   * @param formula of the parameters' elements
   * @param inputs those elements; as before after every slope
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfFormula(Formula formula, double[][] inputs) implements Outputs {
    private static final double UNIT = 0x1p-52;

    @Override
    public Slope slope(int parameter, int element, double from, double to, double[] weights) {
      double x = inputs[parameter][element];
      double above = x + to;
      double below = x + from;
      inputs[parameter][element] = above;
      double[] high = formula.compute(inputs);
      inputs[parameter][element] = below;
      double[] low = formula.compute(inputs);
      inputs[parameter][element] = x;
      return Slope.between(low, high, above - below, weights, UNIT);
    }
  }

  /**
   * Of the tape's own forward pass, in float32.
   *
   * @param tape which has the operation
   * @param output of the operation
   * @param parameters whose values are as before after every slope
   */
  record OfTape(Tape tape, Variable output, List<Parameter> parameters) implements Outputs {
    private static final double UNIT = 0x1p-24;

    @Override
    public Slope slope(int parameter, int element, double from, double to, double[] weights) {
      Tensor value = parameters.get(parameter).value();
      int index = value.offset() + element;
      float x = value.array()[index];
      float above = (float) (x + to);
      float below = (float) (x + from);
      value.array()[index] = above;
      tape.forward();
      double[] high = elements(output.value());
      value.array()[index] = below;
      tape.forward();
      double[] low = elements(output.value());
      value.array()[index] = x;
      return Slope.between(low, high, (double) above - below, weights, UNIT);
    }
  }
}
