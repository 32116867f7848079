package capstan.capsnet.efficient;

import capstan.capsnet.model.ModelFamily;

/** {@link EfficientCapsNet}: capsules routed by self-attention. */
public final class EfficientCapsNetFamily implements ModelFamily {
  /** Made by {@link java.util.ServiceLoader}. */
  public EfficientCapsNetFamily() {}

  @Override
  public String name() {
    return "efficient";
  }

  @Override
  public EfficientCapsNetConfiguration standard() {
    return EfficientCapsNetConfiguration.MNIST;
  }
}
