package capstan.autograd.check;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Compares the gradients a tape computes with central differences, (f(x + h) − f(x − h)) / 2h. What
 * is differentiated is Σ r · y, where y is the operation's output, of any shape, and r are fixed
 * numbers of either sign: a gradient that is right for one loss only does not pass.
 *
 * <p>Best is to give the operation a second time, as a plain formula in double precision. The
 * differences are then exact to some nine digits, and the output's values are compared too:
 *
 * {@snippet :
 * Parameter x = new Parameter("x", Tensor.of(Shape.of(3), 0.5f, -1f, 2f));
 * GradientCheck.of(tape -> Cube.cube(tape, tape.parameter(x)), x)
 *     .formula(inputs -> Arrays.stream(inputs[0]).map(each -> each * each * each).toArray())
 *     .run(backend)
 *     .orThrow();
 * }
 *
 * <p>Without a formula the tape's own float32 forward pass is differenced, with a larger step and a
 * larger tolerance; that still finds missing terms, wrong factors and swapped axes. Choose inputs
 * farther than the step from every kink (0 for a ReLU): a difference across a kink is no
 * derivative.
 */
public final class GradientCheck {
  /** With a formula: cancellation costs 1e-16 / h, curvature h²; both are 1e-10 or so here. */
  private static final double FORMULA_STEP = 1e-5;

  /** Without one: cancellation costs 6e-8 / h, curvature h²; the sum is least near 4e-3. */
  private static final double FLOAT_STEP = 1.0 / 256;

  private static final double FORMULA_TOLERANCE = 1e-4;
  private static final double FLOAT_TOLERANCE = 1e-2;

  private final Function<Tape, Variable> operation;
  private final List<Parameter> parameters;
  private Formula formula;
  private double step = Double.NaN;
  private double tolerance = Double.NaN;
  private int mostElements = Integer.MAX_VALUE;

  private GradientCheck(Function<Tape, Variable> operation, List<Parameter> parameters) {
    this.operation = operation;
    this.parameters = parameters;
  }

  /**
   * A check of an operation, or of a whole network.
   *
   * @param operation records it on the tape it is given and returns its output; without randomness
   *     that changes from one forward pass to the next
   * @param parameters what to differentiate with respect to; their values are where
   */
  public static GradientCheck of(Function<Tape, Variable> operation, Parameter... parameters) {
    return new GradientCheck(operation, List.of(parameters));
  }

  /**
   * Gives the same computation as a plain formula in double precision.
   *
   * @param doublePrecision takes the parameters' elements in the order given to {@link #of}
   * @return this
   */
  public GradientCheck formula(Formula doublePrecision) {
    this.formula = doublePrecision;
    return this;
  }

  /**
   * Sets the step; left alone it is 1e-5 with a formula and 1/256 without.
   *
   * @param relativeStep h over the largest element of the parameter (or over 1 if all are zero)
   * @return this
   */
  public GradientCheck step(double relativeStep) {
    this.step = relativeStep;
    return this;
  }

  /**
   * Sets the largest error that passes; left alone it is 1e-4 with a formula and 1e-2 without.
   *
   * @param relativeError error of an element over the largest element of the same gradient
   * @return this
   */
  public GradientCheck tolerance(double relativeError) {
    this.tolerance = relativeError;
    return this;
  }

  /**
   * Checks no more than so many elements of each parameter, spread evenly; all, if left alone.
   *
   * @param count at least 1
   * @return this
   */
  public GradientCheck mostElements(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "gradient check: count must be at least 1, found " + count);
    }
    this.mostElements = count;
    return this;
  }

  /**
   * Records the operation on a new tape, runs it both ways, and compares. The parameters' values
   * are as before when it returns; their gradients are the ones checked.
   *
   * @param backend what computes
   * @throws IllegalArgumentException if the formula's output has not the operation's size
   */
  public GradientReport run(Backend backend) {
    Tape tape = new Tape(backend, new Workspace(), true);
    Variable output = operation.apply(tape);
    Tensor weights = weights(output.shape());
    List<Difference> differences = new ArrayList<>();
    if (formula != null) {
      differences.add(compareValues(output));
    }
    tape.forward();
    tape.backward(output, weights);
    List<double[]> found = new ArrayList<>();
    for (Parameter parameter : parameters) {
      found.add(doubles(parameter.gradient()));
    }
    Outputs outputs = formula == null ? new TapeOutputs(tape, output) : new FormulaOutputs();
    double size = sizeOf(output.value(), weights);
    compareGradients(found, outputs, doubles(weights), size, differences);
    tape.forward();
    double allowed =
        Double.isNaN(tolerance) ? formula == null ? FLOAT_TOLERANCE : FORMULA_TOLERANCE : tolerance;
    return new GradientReport(List.copyOf(differences), allowed);
  }

  /** The r of Σ r · y: of either sign, and never near zero. */
  private static Tensor weights(Shape shape) {
    CounterRandom random = new CounterRandom(1, 0);
    Tensor weights = Tensor.zeros(shape);
    for (int i = 0; i < weights.elements(); i++) {
      double size = 0.5 + random.uniform(2L * i);
      weights.array()[i] = (float) (random.below(2L * i + 1, 2) == 0 ? size : -size);
    }
    return weights;
  }

  private Difference compareValues(Variable output) {
    double[] expected = formula.compute(inputs());
    double[] found = doubles(output.value());
    if (expected.length != found.length) {
      throw new IllegalArgumentException(
          "gradient check: the formula must give "
              + output.shape()
              + ", "
              + found.length
              + " elements, found "
              + expected.length);
    }
    double scale = 0;
    for (double each : expected) {
      scale = Math.max(scale, Math.abs(each));
    }
    Worst worst = new Worst("value of " + output.name(), output.shape());
    for (int i = 0; i < found.length; i++) {
      worst.add(i, found[i], expected[i]);
    }
    return worst.difference(scale);
  }

  private void compareGradients(
      List<double[]> found,
      Outputs outputs,
      double[] weights,
      double outputSize,
      List<Difference> differences) {
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int elements = parameter.shape().elements();
      int checked = Math.min(elements, mostElements);
      double relative = Double.isNaN(step) ? formula == null ? FLOAT_STEP : FORMULA_STEP : step;
      double size = largest(parameter.value());
      double h = relative * size;
      Worst worst = new Worst("gradient of " + parameter.name(), parameter.shape());
      // Slopes a thousand times below the usual one, that of y ~ x, are compared as if they were
      // not.
      double scale = outputSize / (size * elements) / 1000;
      for (int k = 0; k < checked; k++) {
        int element = (int) ((long) k * elements / checked);
        Slope slope = outputs.slope(p, element, h, weights);
        worst.add(element, found.get(p)[element], slope.sum());
        // Rounding acts on the terms and not on their sum, which may all but vanish.
        scale = Math.max(scale, Math.max(Math.abs(slope.sum()), slope.sumOfSizes() / 100));
      }
      if (checked > 0) {
        differences.add(worst.difference(scale));
      }
    }
  }

  /** Σ |r · y|. */
  private static double sizeOf(Tensor output, Tensor weights) {
    double[] y = doubles(output);
    double[] r = doubles(weights);
    double size = 0;
    for (int i = 0; i < y.length; i++) {
      size += Math.abs(r[i] * y[i]);
    }
    return size;
  }

  /** The largest size of an element; 1 if all are zero. */
  private static double largest(Tensor values) {
    double largest = 0;
    for (double each : doubles(values)) {
      largest = Math.max(largest, Math.abs(each));
    }
    return largest == 0 ? 1 : largest;
  }

  private double[][] inputs() {
    double[][] inputs = new double[parameters.size()][];
    for (int p = 0; p < inputs.length; p++) {
      inputs[p] = doubles(parameters.get(p).value());
    }
    return inputs;
  }

  private static double[] doubles(Tensor tensor) {
    double[] doubles = new double[tensor.elements()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = tensor.array()[tensor.offset() + i];
    }
    return doubles;
  }

  /** What is differenced. */
  private interface Outputs {
    Slope slope(int parameter, int element, double h, double[] weights);
  }

  private final class FormulaOutputs implements Outputs {
    private final double[][] inputs = inputs();

    @Override
    public Slope slope(int parameter, int element, double h, double[] weights) {
      double x = inputs[parameter][element];
      double above = x + h;
      double below = x - h;
      inputs[parameter][element] = above;
      double[] high = formula.compute(inputs);
      inputs[parameter][element] = below;
      double[] low = formula.compute(inputs);
      inputs[parameter][element] = x;
      return Slope.between(low, high, above - below, weights);
    }
  }

  private final class TapeOutputs implements Outputs {
    private final Tape tape;
    private final Variable output;

    TapeOutputs(Tape tape, Variable output) {
      this.tape = tape;
      this.output = output;
    }

    @Override
    public Slope slope(int parameter, int element, double h, double[] weights) {
      Tensor value = parameters.get(parameter).value();
      int index = value.offset() + element;
      float x = value.array()[index];
      float above = (float) (x + h);
      float below = (float) (x - h);
      value.array()[index] = above;
      tape.forward();
      double[] high = doubles(output.value());
      value.array()[index] = below;
      tape.forward();
      double[] low = doubles(output.value());
      value.array()[index] = x;
      return Slope.between(low, high, (double) above - below, weights);
    }
  }
}
