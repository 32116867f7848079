package capstan.autograd;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A computation as a list of operations, recorded once for given shapes and replayed every step.
 *
 * <p>Recording an operation takes memory for its output (and the output's gradient) and runs it
 * once. {@link #forward} runs the list again, first to last, on whatever the inputs now hold;
 * {@link #backward} walks it last to first, handing each operation the gradient of its output. A
 * replay takes no memory and clears none: the first consumer to reach a variable overwrites its
 * gradient.
 *
 * {@snippet :
 * Tape tape = new Tape(backend, new Workspace(), true);
 * Variable x = tape.constant(images);
 * Variable y = Linear.linear(x, tape.parameter(weight), tape.parameter(bias));
 * Variable loss = SumOfSquares.sumOfSquares(y, tape.constant(targets));
 * tape.backward(loss); // weight.gradient() and bias.gradient() now hold the gradients
 * x.set(nextImages);
 * tape.forward(); // loss.value() is the next batch's
 * }
 *
 * <p>Another batch size needs another tape, on which the same parameters may be used.
 *
 * <p>A tape serves one thread, as its backend does.
 */
public final class Tape {
  /** The gradient of a loss with respect to itself; never written. */
  private static final Tensor ONE = Tensor.of(Shape.of(1), 1);

  private final Backend backend;
  private final Workspace workspace;
  private final boolean training;
  private final List<Recorded> recorded = new ArrayList<>();
  private final List<Variable> leaves = new ArrayList<>();
  private final Map<Parameter, Variable> parameters = new LinkedHashMap<>();

  /** Parameters, and what is computed from parameters alone. */
  private final Set<Variable> ofParameters = new HashSet<>();

  private final Set<Parameter> held = new HashSet<>();
  private String scope = "";
  private long step;
  private int examplesBefore;
  private long pass;
  private boolean parametersKept;

  /**
   * An empty tape.
   *
   * @param backend what computes
   * @param workspace where memory comes from; the tape is valid until it is reset
   * @param training whether gradients are wanted and dropout drops
   */
  public Tape(Backend backend, Workspace workspace, boolean training) {
    this.backend = backend;
    this.workspace = workspace;
    this.training = training;
  }

  /** What computes. */
  public Backend backend() {
    return backend;
  }

  /** Where memory comes from. */
  public Workspace workspace() {
    return workspace;
  }

  /** Whether gradients are wanted and dropout drops. */
  public boolean training() {
    return training;
  }

  /**
   * Says which layer the operations recorded from now on belong to, for messages.
   *
   * @param layer such as {@code primary_caps}; empty for none
   */
  public void scope(String layer) {
    scope = layer;
  }

  /**
   * A value without gradient, such as a batch of images.
   *
   * @param value not copied: what it holds at the next replay counts
   */
  public Variable constant(Tensor value) {
    return leaf(scoped("constant"), value, null);
  }

  /**
   * A value with a gradient that is not a parameter, such as an image to be improved.
   *
   * @param value not copied: what it holds at the next replay counts
   */
  public Variable input(Tensor value) {
    Tensor gradient = training ? workspace.take(value.shape()) : null;
    if (gradient != null) {
      gradient.fill(0);
    }
    return leaf(scoped("input"), value, gradient);
  }

  /**
   * Holds parameters, {@code requires_grad_(False)} in PyTorch: they have no gradient on this tape,
   * and nothing is computed backwards that only their gradients would need. Those of others are
   * what they would be without.
   *
   * @param parameters to be said before they are used; others stay as they are
   * @throws IllegalStateException if one of them is on the tape already
   */
  public void hold(Collection<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      if (this.parameters.containsKey(parameter)) {
        throw new IllegalStateException(parameter + " is on the tape already and cannot be held");
      }
      held.add(parameter);
    }
  }

  /**
   * A parameter. Its gradient lands in {@link Parameter#gradient()}; asking twice gives the same
   * variable, so uses in several places add up.
   *
   * @param parameter the parameter
   */
  public Variable parameter(Parameter parameter) {
    Variable known = parameters.get(parameter);
    if (known != null) {
      return known;
    }
    Variable variable =
        leaf(
            parameter.name(),
            parameter.value(),
            training && !held.contains(parameter) ? parameter.gradient() : null);
    parameters.put(parameter, variable);
    ofParameters.add(variable);
    return variable;
  }

  private Variable leaf(String name, Tensor value, Tensor gradient) {
    Variable variable = new Variable(this, name, value, gradient, true);
    leaves.add(variable);
    return variable;
  }

  /**
   * Appends an operation and runs it once. Operations do this themselves, on the tape of their
   * first input.
   *
   * @param operation reads variables of this tape only
   * @return its output, which needs a gradient if one of the inputs does
   * @throws IllegalArgumentException if an input belongs to another tape
   */
  public Variable record(Operation operation) {
    boolean needsGradient = false;
    for (Variable input : operation.inputs()) {
      if (input.tape() != this) {
        Variable first = operation.inputs().getFirst();
        throw new IllegalArgumentException(
            operation.name() + ": " + input + " and " + first + " are on different tapes");
      }
      needsGradient |= input.needsGradient();
    }
    Tensor value = workspace.take(operation.shape());
    Tensor gradient = needsGradient ? workspace.take(operation.shape()) : null;
    Variable output = new Variable(this, scoped(operation.name()), value, gradient, false);
    List<Variable> read = operation.inputs();
    boolean ofParametersAlone = !read.isEmpty() && read.stream().allMatch(this::isParameter);
    if (ofParametersAlone) {
      ofParameters.add(output);
    }
    Recorded line = new Recorded(operation, output, ofParametersAlone);
    line.keepParameters(parametersKept);
    line.forward();
    recorded.add(line);
    return output;
  }

  /**
   * Promises that no parameter changes until this is called again, so that operations may keep what
   * they make of them, such as the spectrum of a convolution's weights; one that reads parameters
   * alone is run once more and then not again. Without it, and on a tape that trains, a replay
   * reads every parameter anew.
   *
   * @param kept whether the promise is given; false takes an earlier one back
   * @throws IllegalStateException if the tape trains
   */
  public void keepParameters(boolean kept) {
    if (kept && training) {
      throw new IllegalStateException("parameters change on a tape that trains");
    }
    parametersKept = kept;
    for (Recorded line : recorded) {
      line.keepParameters(kept);
    }
  }

  /** Whether a variable is a parameter of this tape, or computed from parameters alone. */
  public boolean isParameter(Variable variable) {
    return ofParameters.contains(variable);
  }

  /** Runs every operation again, in order, on what constants, inputs and parameters hold now. */
  public void forward() {
    for (int i = 0; i < recorded.size(); i++) {
      recorded.get(i).forward();
    }
  }

  /**
   * Computes the gradient of a loss with respect to every parameter and input on this tape. Those
   * that it does not depend on get zero.
   *
   * @param loss a variable of one element
   * @throws IllegalArgumentException if it has more, or depends on nothing that has a gradient
   */
  public void backward(Variable loss) {
    requireOneElement(loss);
    backward(loss, ONE);
  }

  /**
   * The same, added to the gradients that parameters and inputs already have: after several passes,
   * of this tape or of others with the same parameters, they are those of the sum of the losses.
   *
   * @param loss a variable of one element
   * @throws IllegalArgumentException if it has more, or depends on nothing that has a gradient
   */
  public void accumulate(Variable loss) {
    requireOneElement(loss);
    accumulate(loss, ONE);
  }

  /**
   * The same for an output of any shape: the gradient of Σ y · outputGradient is added.
   *
   * @param y any variable of this tape
   * @param outputGradient as y in shape, such as the weight of a loss in a sum
   * @throws IllegalArgumentException if the element counts differ, or y depends on nothing that has
   *     a gradient
   */
  public void accumulate(Variable y, Tensor outputGradient) {
    requireGradient(y);
    if (y.isLeaf()) {
      backend.pointwise().add(y.gradient(), outputGradient, y.gradient());
    } else {
      y.gradient().copyFrom(outputGradient);
    }
    walkBack(y, true);
  }

  private static void requireOneElement(Variable loss) {
    if (loss.shape().elements() != 1) {
      throw new IllegalArgumentException(
          "a loss must have one element, found " + loss.name() + " of shape " + loss.shape());
    }
  }

  /**
   * The same for an output of any shape: the gradient of Σ y · outputGradient, a vector-Jacobian
   * product.
   *
   * @param y any variable of this tape
   * @param outputGradient as y in shape
   * @throws IllegalArgumentException if the element counts differ, or y depends on nothing that has
   *     a gradient
   */
  public void backward(Variable y, Tensor outputGradient) {
    requireGradient(y);
    y.gradient().copyFrom(outputGradient);
    walkBack(y, false);
  }

  private void walkBack(Variable end, boolean accumulates) {
    pass++;
    end.markReached(pass);
    for (int i = recorded.size() - 1; i >= 0; i--) {
      recorded.get(i).backward(pass, accumulates, workspace, backend.pointwise());
    }
    for (int i = 0; i < leaves.size(); i++) {
      Variable leaf = leaves.get(i);
      if (leaf.needsGradient() && !leaf.isReached(pass) && !accumulates) {
        leaf.gradient().fill(0);
      }
    }
  }

  /**
   * Whether the latest backward pass came to a parameter: it is on this tape, and what was
   * differentiated is made of it. False before the first.
   *
   * @param parameter any parameter
   */
  public boolean isReached(Parameter parameter) {
    Variable variable = parameters.get(parameter);
    return variable != null && pass > 0 && variable.isReached(pass);
  }

  /** Number of the training step, for operations with randomness. */
  public long step() {
    return step;
  }

  /**
   * Sets the number of the training step: the same number gives the same random choices again.
   *
   * @param step steps done before this one
   */
  public void step(long step) {
    step(step, 0);
  }

  /**
   * The same for a batch that is the latter part of another: its examples get the random choices
   * that they would have there.
   *
   * @param step steps done before this one
   * @param examples of the whole batch before its first
   */
  public void step(long step, int examples) {
    this.step = step;
    examplesBefore = examples;
  }

  /** Examples of the whole batch before the first of this tape. */
  public int examplesBefore() {
    return examplesBefore;
  }

  /** The parameters on this tape, in the order of their first use. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters.keySet());
  }

  /**
   * Where the first NaN or infinity came from, in one line: a constant, input or parameter that
   * holds one; else the first operation that put one out; else, of the latest backward pass, the
   * first gradient that has one. Empty if all numbers are finite.
   */
  public Optional<String> firstNonFinite() {
    for (Variable leaf : leaves) {
      String found = NonFinite.find(leaf.value());
      if (found != null) {
        return Optional.of(leaf.name() + " holds " + found);
      }
    }
    for (Recorded line : recorded) {
      String found = NonFinite.find(line.output().value());
      if (found != null) {
        return Optional.of(line.describe() + " gave " + found);
      }
    }
    return firstNonFiniteGradient();
  }

  private Optional<String> firstNonFiniteGradient() {
    if (pass == 0) {
      return Optional.empty();
    }
    for (int i = recorded.size() - 1; i >= 0; i--) {
      Variable output = recorded.get(i).output();
      if (output.needsGradient() && output.isReached(pass)) {
        String found = NonFinite.find(output.gradient());
        if (found != null) {
          return Optional.of("the gradient of " + recorded.get(i).describe() + " is " + found);
        }
      }
    }
    for (Variable leaf : leaves) {
      String found = leaf.needsGradient() ? NonFinite.find(leaf.gradient()) : null;
      if (found != null) {
        return Optional.of("the gradient of " + leaf.name() + " is " + found);
      }
    }
    return Optional.empty();
  }

  private String scoped(String name) {
    return scope.isEmpty() ? name : name + " in " + scope;
  }

  private void requireGradient(Variable y) {
    if (y.tape() != this) {
      throw new IllegalArgumentException("backward: " + y + " is on another tape");
    }
    if (!y.needsGradient()) {
      throw new IllegalArgumentException(y.whyNoGradient());
    }
  }
}
