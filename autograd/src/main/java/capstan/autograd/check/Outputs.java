package capstan.autograd.check;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;

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

    /** How often inputs are moved to see what rounding makes of an output. */
    private static final int MOVES = 8;

    /**
     * What float32 may make of a number that follows from the inputs: four times the most by which
     * it changes when every input moves by half of its last bit, up or down. Where terms all but
     * cancel that is far more than the number's own last bits.
     *
     * @param number of the formula at some inputs
     */
    double rounding(ToDoubleFunction<OfFormula> number) {
      double here = number.applyAsDouble(this);
      double most = 0;
      for (int move = 0; move < MOVES; move++) {
        CounterRandom random = new CounterRandom(2, move);
        double[][] moved = new double[inputs.length][];
        for (int p = 0; p < moved.length; p++) {
          moved[p] = inputs[p].clone();
          for (int i = 0; i < moved[p].length; i++) {
            moved[p][i] *= 1 + (random.below((long) i * moved.length + p, 2) * 2 - 1) * 0x1p-24;
          }
        }
        double there = number.applyAsDouble(new OfFormula(formula, moved));
        most = Math.max(most, Math.abs(there - here));
      }
      return 4 * most;
    }

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
