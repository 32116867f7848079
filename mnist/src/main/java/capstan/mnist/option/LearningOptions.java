package capstan.mnist.option;

import capstan.capsnet.setting.Setting;
import java.util.Optional;

/** Settings of the networks that matter only while they learn: loss, gradient, initial values. */
public final class LearningOptions extends ModelOptions {
  /** Made by picocli. */
  public LearningOptions() {
    super(600, Setting::learning);
  }

  /**
   * The first option that was given of those that say where weights begin, if any.
   *
   * @return such as {@code --initial-w}
   */
  public Optional<String> initialValues() {
    return given().keySet().stream()
        .filter(name -> name.startsWith("initial-"))
        .map(name -> "--" + name)
        .findFirst();
  }
}
