package capstan.mnist.illustration;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.FeatureEncoder;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.model.ScoreKind;
import capstan.mnist.exit.CommandFailure;

/** What a network must have for a command to make sense. */
public final class Requirements {
  private Requirements() {}

  /**
   * A network with capsules.
   *
   * @throws CommandFailure if it has none
   */
  public static Model capsules(SavedModel saved) throws CommandFailure {
    if (saved.model().capsuleDimensions().isPresent()) {
      return saved.model();
    }
    boolean active = saved.model().scoreKind() == ScoreKind.ACTIVATIONS;
    throw lacking(saved, active ? "capsules whose lengths are scores" : "capsules");
  }

  /**
   * A network whose capsules are routed by agreement.
   *
   * @throws CommandFailure if it has none or routes them otherwise
   */
  public static Model routing(SavedModel saved) throws CommandFailure {
    if (RoutingTrace.isOf(saved.model())) {
      return saved.model();
    }
    capsules(saved);
    throw lacking(saved, "routing by agreement");
  }

  /**
   * A network with capsules and a decoder.
   *
   * @throws CommandFailure if it lacks one of them
   */
  public static Model decoder(SavedModel saved) throws CommandFailure {
    if (capsules(saved).drawing().isPresent()) {
      return saved.model();
    }
    throw lacking(saved, "decoder");
  }

  /**
   * A network that shows the numbers from which it tells the classes apart.
   *
   * @throws CommandFailure if it shows none
   */
  public static Model features(SavedModel saved) throws CommandFailure {
    if (FeatureEncoder.numbersOf(saved.model()).isPresent()) {
      return saved.model();
    }
    throw lacking(saved, "capsules and shows no hidden layer");
  }

  private static CommandFailure lacking(SavedModel saved, String what) {
    String family = ModelFamily.of(saved.model().configuration()).name();
    String article = "aeiou".indexOf(family.charAt(0)) < 0 ? "a" : "an";
    return new CommandFailure(
        "%s: the network has no %s, it is %s %s".formatted(saved.file(), what, article, family),
        null);
  }
}
