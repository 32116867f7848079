package capstan.examples;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelFamily;

/** By this the library finds {@link StackedCapsules}. */
public final class StackedCapsulesFamily implements ModelFamily {
  /** Made by {@link java.util.ServiceLoader}. */
  public StackedCapsulesFamily() {}

  @Override
  public StackedCapsulesConfiguration standard() {
    return new StackedCapsulesConfiguration(ImageExtents.MNIST, 10, 8, 2);
  }
}
