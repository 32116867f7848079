package capstan.examples;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelFamily;

/** By this the library finds {@link OwnCapsules}; module-info and META-INF/services name it. */
public final class OwnCapsulesFamily implements ModelFamily {
  /** Made by {@link java.util.ServiceLoader}. */
  public OwnCapsulesFamily() {}

  @Override
  public OwnCapsulesConfiguration standard() {
    return new OwnCapsulesConfiguration(ImageExtents.MNIST, 10, 8, 2);
  }
}
