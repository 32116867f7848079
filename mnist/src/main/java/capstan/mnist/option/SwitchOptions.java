package capstan.mnist.option;

import capstan.capsnet.model.InvalidSettingException;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetConfigurationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Switches of a network, each an option of its own. An option that is not given leaves what the
 * preset says, so each is kept as a change, and the changes are applied in the end.
 */
abstract sealed class SwitchOptions permits NetworkOptions, LearningOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** One option that was given, and what it does. */
  private record Change(String option, Consumer<CapsNetConfigurationBuilder> apply) {}

  private final List<Change> changes = new ArrayList<>();

  final void change(String option, Consumer<CapsNetConfigurationBuilder> apply) {
    changes.add(new Change(option, apply));
  }

  /**
   * A network changed as the options say.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException if an option belongs to the other network, or the result
   *     cannot be built
   */
  public final ModelConfiguration applyTo(ModelConfiguration from) {
    if (!(from instanceof BaselineCnnConfiguration)) {
      requireNoCnnOptions(from);
    }
    if (!(from instanceof CapsNetConfiguration) && !changes.isEmpty()) {
      throw usage(
          changes.getFirst().option() + " is of the capsule network, found " + family(from));
    }
    return applyOwnTo(from);
  }

  /**
   * As {@link #applyTo}, where another network is trained too that options may belong to: what is
   * not of this network is left alone.
   *
   * @param from the preset's
   * @throws CommandLine.ParameterException if the result cannot be built
   */
  final ModelConfiguration applyOwnTo(ModelConfiguration from) {
    try {
      return switch (from) {
        case CapsNetConfiguration capsNet -> {
          CapsNetConfigurationBuilder builder = capsNet.toBuilder();
          changes.forEach(change -> change.apply().accept(builder));
          yield builder.build();
        }
        case BaselineCnnConfiguration cnn -> changeCnn(cnn);
        default -> from;
      };
    } catch (InvalidSettingException invalid) {
      throw usage(invalid.getMessage());
    }
  }

  /**
   * Checks that no option of the baseline CNN was given.
   *
   * @param found the network that it would be given for
   * @throws CommandLine.ParameterException if one was
   */
  void requireNoCnnOptions(ModelConfiguration found) {}

  static String family(ModelConfiguration network) {
    return ModelFamily.of(network).name();
  }

  BaselineCnnConfiguration changeCnn(BaselineCnnConfiguration from) {
    return from;
  }

  final CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
