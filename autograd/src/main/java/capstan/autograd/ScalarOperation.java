package capstan.autograd;

import capstan.core.Shape;

/** An operation that gives one number, such as a loss. */
public interface ScalarOperation extends Operation {

  @Override
  default Shape shape() {
    return Shape.of();
  }
}
