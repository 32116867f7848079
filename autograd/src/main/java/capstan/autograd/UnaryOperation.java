package capstan.autograd;

import java.util.List;

/** An operation of one input: a record with a component x is one. */
public interface UnaryOperation extends Operation {

  /** What it reads. */
  Variable x();

  @Override
  default List<Variable> inputs() {
    return List.of(x());
  }
}
