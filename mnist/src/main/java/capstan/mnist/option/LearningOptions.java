package capstan.mnist.option;

import capstan.capsnet.setting.Setting;

/** Settings of the networks that matter only while they learn: loss, gradient, initial values. */
public final class LearningOptions extends ModelOptions {
  /** Made by picocli. */
  public LearningOptions() {
    super(600, Setting::learning);
  }
}
