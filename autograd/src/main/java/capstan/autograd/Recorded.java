package capstan.autograd;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** One line of a tape: an operation, the variable it writes and the variables it reads. */
final class Recorded {
  private final Operation operation;
  private final Variable output;
  private final Variable[] inputs;
  private final boolean ofParameters;
  private boolean kept;
  private boolean current;

  /** The argument of {@link Operation#backward}: each input's gradient, its addend, or null. */
  private final Tensor[] targets;

  /**
   * For inputs that another consumer has already written: what is to be added; made when needed.
   */
  private final Tensor[] addends;

  Recorded(Operation operation, Variable output, boolean ofParameters) {
    this.ofParameters = ofParameters;
    List<Variable> read = operation.inputs();
    this.operation = operation;
    this.output = output;
    this.inputs = read.toArray(new Variable[0]);
    this.targets = new Tensor[inputs.length];
    this.addends = new Tensor[inputs.length];
  }

  Variable output() {
    return output;
  }

  void keepParameters(boolean kept) {
    this.kept = kept && ofParameters;
    current = false;
    operation.keepParameters(kept);
  }

  void forward() {
    if (!kept || !current) {
      operation.forward(output.value());
      current = true;
    }
  }

  /**
   * Runs the operation backwards, unless the loss does not depend on its output. The first consumer
   * to come writes an input's gradient, the others add to it; of leaves the first adds too, if the
   * gradients of several passes are to add up.
   */
  void backward(long pass, boolean accumulates, Workspace workspace, Pointwise pointwise) {
    if (!output.needsGradient() || !output.isReached(pass)) {
      return;
    }
    for (int i = 0; i < inputs.length; i++) {
      targets[i] = inputs[i].gradientOrNull();
      if (inputs[i].needsGradient()
          && (inputs[i].isReached(pass) || (accumulates && inputs[i].isLeaf()))) {
        if (addends[i] == null) {
          addends[i] = workspace.take(inputs[i].shape());
        }
        targets[i] = addends[i];
      }
      inputs[i].markReached(pass);
    }
    operation.backward(output.value(), output.gradient(), targets);
    for (int i = 0; i < inputs.length; i++) {
      if (targets[i] != inputs[i].gradientOrNull()) {
        pointwise.add(inputs[i].gradient(), targets[i], inputs[i].gradient());
      }
    }
  }

  /** As in {@code convolution in primary_caps (of conv1 relu, primary_caps.conv.weight)}. */
  String describe() {
    StringBuilder text = new StringBuilder(output.name()).append(" (of ");
    for (int i = 0; i < inputs.length; i++) {
      text.append(i == 0 ? "" : ", ").append(inputs[i].name());
    }
    return text.append(')').toString();
  }
}
