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
import java.util.Arrays;
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
 * GradientCheck.of(tape -> Cube.cube(tape.parameter(x)), x)
 *     .formula(inputs -> Arrays.stream(inputs[0]).map(each -> each * each * each).toArray())
 *     .run(backend)
 *     .orThrow();
 * }
 *
 * <p>Without a formula the tape's own float32 forward pass is differenced, with larger steps that
 * are extrapolated to none. Each element is judged by its own size, or by what rounding makes of it
 * where that is larger. At a kink, such as 0 of a ReLU, either side's slope is right, and so is any
 * between them; the report counts the elements that pass for that reason alone.
 */
public final class GradientCheck {
  /** With a formula: cancellation costs 1e-16 / h, curvature h²; both are 1e-10 or so here. */
  private static final double FORMULA_STEP = 1e-5;

  /** Without one: cancellation costs 6e-8 / h, curvature h⁴, since two steps are combined. */
  private static final double FLOAT_STEP = 1.0 / 64;

  private static final double FORMULA_TOLERANCE = 1e-4;
  private static final double FLOAT_TOLERANCE = 1e-3;

  /** What a gradient is rounded by on its way through float32, over the largest of its tensor. */
  private static final double GRADIENT_ROUNDING = 1e-6;

  /** The most that the differences' own uncertainty excuses, over the same. */
  private static final double MOST_UNCERTAIN = 0.1;

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
   * Sets the step; left alone it is 1e-5 with a formula and 1/64 without.
   *
   * @param relativeStep h over the largest element of the parameter (or over 1 if all are zero)
   * @return this
   */
  public GradientCheck step(double relativeStep) {
    this.step = relativeStep;
    return this;
  }

  /**
   * Sets the largest error that passes; left alone it is 1e-4 with a formula and 1e-3 without.
   *
   * @param relativeError error of an element over its size, or over what rounding makes of it
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
   * @throws IllegalArgumentException if the formula's output has not the operation's size, if the
   *     output is not made of one of the parameters, or if the operation changes one
   */
  public GradientReport run(Backend backend) {
    double allowed =
        Double.isNaN(tolerance) ? formula == null ? FLOAT_TOLERANCE : FORMULA_TOLERANCE : tolerance;
    List<double[]> before = parameters.stream().map(each -> doubles(each.value())).toList();
    Tape tape = new Tape(backend, new Workspace(), true);
    Variable output = operation.apply(tape);
    Tensor weights = weights(output.shape());
    List<Difference> differences = new ArrayList<>();
    if (formula != null) {
      requireUnchanged(before);
      differences.add(compareValues(output, allowed));
    }
    tape.forward();
    // Whoever adds to what was there before, or leaves a part of it, is found out.
    parameters.forEach(each -> each.gradient().fill(Float.NaN));
    tape.backward(output, weights);
    requireUnchanged(before);
    requireReached(tape);
    List<double[]> found = new ArrayList<>();
    for (Parameter parameter : parameters) {
      found.add(doubles(parameter.gradient()));
    }
    Outputs outputs = formula == null ? new TapeOutputs(tape, output) : new FormulaOutputs();
    double size = sizeOf(output.value(), weights);
    compareGradients(found, outputs, doubles(weights), size, allowed, differences);
    tape.forward();
    return new GradientReport(List.copyOf(differences), allowed);
  }

  /** Differences and gradients would both be of the wrong inputs. */
  private void requireUnchanged(List<double[]> before) {
    for (int p = 0; p < parameters.size(); p++) {
      Tensor value = parameters.get(p).value();
      double[] was = before.get(p);
      if (Arrays.equals(was, doubles(value))) {
        continue;
      }
      for (int i = 0; i < was.length; i++) {
        value.array()[value.offset() + i] = (float) was[i];
      }
      throw new IllegalArgumentException(
          "gradient check: the operation changes its input " + parameters.get(p).name());
    }
  }

  /** Of a parameter that plays no part both gradients would be zero, and pass. */
  private void requireReached(Tape tape) {
    for (Parameter parameter : parameters) {
      if (!tape.isReached(parameter)) {
        throw new IllegalArgumentException(
            "gradient check: "
                + parameter.name()
                + (tape.parameters().contains(parameter)
                    ? " is no part of what the output is made of"
                    : " is not on the tape: use tape.parameter(...)"));
      }
    }
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

  private Difference compareValues(Variable output, double allowed) {
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
    Worst worst = new Worst("value of " + output.name(), output.shape(), allowed);
    for (int i = 0; i < found.length; i++) {
      worst.add(i, found[i], expected[i], scale);
    }
    return worst.difference();
  }

  private void compareGradients(
      List<double[]> found,
      Outputs outputs,
      double[] weights,
      double outputSize,
      double allowed,
      List<Difference> differences) {
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int elements = parameter.shape().elements();
      int checked = Math.min(elements, mostElements);
      double relative = Double.isNaN(step) ? formula == null ? FLOAT_STEP : FORMULA_STEP : step;
      double size = largest(parameter.value());
      double h = relative * size;
      int[] places = new int[checked];
      Slope[] slopes = new Slope[checked];
      double largest = 0;
      for (int k = 0; k < checked; k++) {
        places[k] = (int) ((long) k * elements / checked);
        slopes[k] = outputs.slope(p, places[k], -h, h, weights);
        largest = Math.max(largest, Math.abs(slopes[k].sum()));
      }
      // Slopes a thousand times below the usual one, that of y ~ x, are compared as if they were
      // not; and what float32 makes of the largest is made of all.
      double least =
          Math.max(outputSize / (size * elements) / 1000, GRADIENT_ROUNDING * largest / allowed);
      Worst worst = new Worst("gradient of " + parameter.name(), parameter.shape(), allowed);
      for (int k = 0; k < checked; k++) {
        // Rounding acts on the terms and not on their sum, which may all but vanish.
        double scale = Math.max(least, slopes[k].sumOfSizes() / 100);
        double gradient = found.get(p)[places[k]];
        double expected = slopes[k].sum();
        double own = Math.max(scale, Math.abs(expected));
        if (formula != null && Math.abs(gradient - expected) <= allowed * own) {
          worst.add(places[k], gradient, expected, own);
        } else {
          LocalSlopes local = local(outputs, p, places[k], h, slopes[k], weights);
          judge(worst, places[k], gradient, local, scale, largest, allowed);
        }
      }
      if (checked > 0) {
        differences.add(worst.difference());
      }
    }
  }

  private static LocalSlopes local(
      Outputs outputs, int parameter, int element, double h, Slope across, double[] weights) {
    List<Slope> below = new ArrayList<>();
    List<Slope> above = new ArrayList<>();
    List<Slope> both = new ArrayList<>(List.of(across));
    for (int step = 0; step < LocalSlopes.STEPS; step++) {
      double half = h / (1 << step);
      below.add(outputs.slope(parameter, element, -half, 0, weights));
      above.add(outputs.slope(parameter, element, 0, half, weights));
      if (step > 0) {
        both.add(outputs.slope(parameter, element, -half, half, weights));
      }
    }
    return new LocalSlopes(below, above, both);
  }

  private static void judge(
      Worst worst,
      int element,
      double found,
      LocalSlopes local,
      double scale,
      double largest,
      double allowed) {
    boolean kink = local.hasKink() || local.hasKinkFartherOff();
    double expected = kink ? local.nearest(found) : local.smooth();
    double uncertain =
        Math.min(
            kink ? local.nearestError() : local.smoothError(),
            Math.max(MOST_UNCERTAIN * largest, scale * allowed));
    double own = Math.max(Math.max(scale, Math.abs(expected)), uncertain / allowed);
    worst.add(element, found, expected, own);
    if (kink && Math.abs(found - expected) <= allowed * own) {
      worst.countKink();
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
    /** The slope between two values of an element, given by what is added to it. */
    Slope slope(int parameter, int element, double from, double to, double[] weights);
  }

  private final class FormulaOutputs implements Outputs {
    private static final double UNIT = 0x1p-52;
    private final double[][] inputs = inputs();

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

  private final class TapeOutputs implements Outputs {
    private static final double UNIT = 0x1p-24;
    private final Tape tape;
    private final Variable output;

    TapeOutputs(Tape tape, Variable output) {
      this.tape = tape;
      this.output = output;
    }

    @Override
    public Slope slope(int parameter, int element, double from, double to, double[] weights) {
      Tensor value = parameters.get(parameter).value();
      int index = value.offset() + element;
      float x = value.array()[index];
      float above = (float) (x + to);
      float below = (float) (x + from);
      value.array()[index] = above;
      tape.forward();
      double[] high = doubles(output.value());
      value.array()[index] = below;
      tape.forward();
      double[] low = doubles(output.value());
      value.array()[index] = x;
      return Slope.between(low, high, (double) above - below, weights, UNIT);
    }
  }
}
