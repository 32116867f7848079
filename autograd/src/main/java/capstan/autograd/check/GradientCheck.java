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
    double[][] before = Outputs.elements(parameters);
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
    GradientComparison comparison =
        new GradientComparison(
            formula == null
                ? new Outputs.OfTape(tape, output, parameters)
                : new Outputs.OfFormula(formula, Outputs.elements(parameters)),
            Double.isNaN(step) ? formula == null ? FLOAT_STEP : FORMULA_STEP : step,
            mostElements,
            Outputs.elements(weights),
            sizeOf(output.value(), weights),
            allowed);
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      if (parameter.shape().elements() > 0) {
        differences.add(comparison.of(p, parameter, Outputs.elements(parameter.gradient())));
      }
    }
    tape.forward();
    return new GradientReport(List.copyOf(differences), allowed);
  }

  /** Differences and gradients would both be of the wrong inputs. */
  private void requireUnchanged(double[][] before) {
    for (int p = 0; p < parameters.size(); p++) {
      Tensor value = parameters.get(p).value();
      double[] was = before[p];
      if (Arrays.equals(was, Outputs.elements(value))) {
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
    Outputs.OfFormula exact = new Outputs.OfFormula(formula, Outputs.elements(parameters));
    double[] expected = formula.compute(exact.inputs());
    double[] found = Outputs.elements(output.value());
    if (expected.length != found.length) {
      throw new IllegalArgumentException(
          "gradient check: the formula must give %s, %s elements, found %s"
              .formatted(output.shape(), found.length, expected.length));
    }
    double scale = 0;
    for (double each : expected) {
      scale = Math.max(scale, Math.abs(each));
    }
    Worst worst = new Worst("value of " + output.name(), output.shape(), allowed);
    for (int i = 0; i < found.length; i++) {
      int element = i;
      boolean close = Math.abs(found[i] - expected[i]) <= allowed * scale;
      double rounded =
          close ? 0 : exact.rounding(at -> formula.compute(at.inputs())[element]) / allowed;
      worst.add(i, found[i], expected[i], Math.max(scale, rounded));
    }
    return worst.difference();
  }

  /** Σ |r · y|. */
  private static double sizeOf(Tensor output, Tensor weights) {
    double[] y = Outputs.elements(output);
    double[] r = Outputs.elements(weights);
    double size = 0;
    for (int i = 0; i < y.length; i++) {
      size += Math.abs(r[i] * y[i]);
    }
    return size;
  }
}
