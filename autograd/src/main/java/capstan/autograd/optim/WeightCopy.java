package capstan.autograd.optim;

import capstan.autograd.Parameter;
import capstan.core.Tensor;
import java.util.List;

/** Other values of the same parameters, with which a network may change places. */
public final class WeightCopy {
  private final List<Parameter> parameters;
  private final List<Tensor> values;

  /**
   * A copy of the present values.
   *
   * @param parameters of what
   */
  public WeightCopy(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    values = this.parameters.stream().map(parameter -> Tensor.zeros(parameter.shape())).toList();
    take();
  }

  /** Copies the present values. */
  public void take() {
    for (int i = 0; i < parameters.size(); i++) {
      values.get(i).copyFrom(parameters.get(i).value());
    }
  }

  /** The parameters get the values that are here, which gets theirs. */
  public void exchange() {
    for (int i = 0; i < parameters.size(); i++) {
      Tensor there = parameters.get(i).value();
      Tensor here = values.get(i);
      for (int k = 0; k < here.elements(); k++) {
        float moved = there.array()[there.offset() + k];
        there.array()[there.offset() + k] = here.array()[here.offset() + k];
        here.array()[here.offset() + k] = moved;
      }
    }
  }

  /** Those whose values are here, in the order given. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * A parameter's value here: the tensor itself, to be read or overwritten.
   *
   * @param parameter one of {@link #parameters()}
   * @throws IllegalArgumentException if it is not
   */
  public Tensor of(Parameter parameter) {
    int index = parameters.indexOf(parameter);
    if (index < 0) {
      throw new IllegalArgumentException("there is no copy of " + parameter);
    }
    return values.get(index);
  }
}
