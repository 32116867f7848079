package capstan.capsnet.em;

import capstan.capsnet.model.ModelFamily;

/** {@link EmCapsNet}: matrix capsules with EM routing. */
public final class EmFamily implements ModelFamily {
  /** Made by {@link java.util.ServiceLoader}. */
  public EmFamily() {}

  @Override
  public String name() {
    return "em";
  }

  @Override
  public EmConfiguration standard() {
    return EmConfiguration.SMALL;
  }
}
