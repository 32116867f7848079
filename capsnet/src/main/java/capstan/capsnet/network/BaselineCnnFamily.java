package capstan.capsnet.network;

import capstan.capsnet.model.ModelFamily;

/** {@link BaselineCnn}: the convolutional network that capsules are compared with. */
public final class BaselineCnnFamily implements ModelFamily {
  /** Made by {@link java.util.ServiceLoader}. */
  public BaselineCnnFamily() {}

  @Override
  public String name() {
    return "cnn";
  }

  @Override
  public BaselineCnnConfiguration standard() {
    return BaselineCnnConfiguration.MNIST;
  }
}
