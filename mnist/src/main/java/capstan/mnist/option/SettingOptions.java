package capstan.mnist.option;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.network.CapsuleCount;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.mnist.argument.EnumLabels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * Options made of the settings of configurations, one of each. An option that is not given leaves
 * what the preset says.
 */
@Command
abstract class SettingOptions {
  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  /**
   * Makes the options.
   *
   * @param order place of the first one in the help; its hundreds are the section
   * @param usual configurations by what they are called; the help of an option names the first that
   *     has the setting, and its value there
   * @param kind which of their settings are meant
   */
  SettingOptions(int order, Map<String, Object> usual, Predicate<Setting> kind) {
    usual.forEach(
        (name, configuration) ->
            Setting.of(configuration.getClass()).stream()
                .filter(kind)
                .filter(setting -> !options.containsKey(setting.name()))
                .forEach(
                    setting ->
                        options.put(
                            setting.name(),
                            option(
                                setting,
                                order + 1 + options.size(),
                                name,
                                setting.valueIn(configuration)))));
  }

  private static OptionSpec option(Setting setting, int order, String owner, Object usual) {
    Class<?> type = setting.type();
    String name = "--" + setting.name();
    String value =
        usual instanceof Boolean on ? (on ? name : "--no-" + setting.name()) : Setting.text(usual);
    OptionSpec.Builder option =
        OptionSpec.builder(name).order(order).userObject(setting).type(type);
    String help = setting.help();
    if (type == boolean.class) {
      option.negatable(true);
    } else if (type == List.class) {
      option
          .auxiliaryTypes(setting.elements())
          .splitRegex(",")
          .paramLabel(setting.isNumber() ? "N" : "NAME");
      if (setting.elements() == CapsuleCount.class) {
        option
            .converters(
                converter(text -> text.equals(Setting.NONE) ? text : CapsuleCount.parse(text)))
            .paramLabel("NxD");
      }
    } else if (type.isEnum()) {
      EnumLabels<?> labels = new EnumLabels<>(type.asSubclass(Enum.class));
      option.converters(labels).completionCandidates(labels).paramLabel("NAME");
      help += ": ${COMPLETION-CANDIDATES}";
    } else if (type == RateDecay.class) {
      option.converters(converter(RateDecay::parse)).paramLabel("RULE");
    } else if (type == InitialDistribution.class) {
      option.converters(converter(InitialDistribution::parse)).paramLabel("LAW");
    } else {
      option.paramLabel(type == double.class ? "X" : "N");
    }
    return option.description("%s (%s: %s).".formatted(help, owner, value)).build();
  }

  private static CommandLine.ITypeConverter<Object> converter(Function<String, Object> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException wrong) {
        throw new CommandLine.TypeConversionException(wrong.getMessage());
      }
    };
  }

  @Spec(Spec.Target.MIXEE)
  final void addTo(CommandSpec command) {
    for (var option : options.entrySet()) {
      if (command.findOption(option.getKey()) != null) {
        throw new InvalidSettingException(
            "two options of '%s' are called --%s: a setting of a network needs a name of its own"
                .formatted(command.name(), option.getKey()));
      }
      command.addOption(option.getValue());
    }
  }

  /** What was given, by the settings' names. */
  final Map<String, Object> given() {
    return options.entrySet().stream()
        .filter(option -> commandLine().getParseResult().hasMatchedOption(option.getValue()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                option -> {
                  Object value = option.getValue().getValue();
                  if (value instanceof List<?> list
                      && list.size() > 1
                      && list.contains(Setting.NONE)) {
                    throw usage(
                        "--%s: found none beside others, expected one or the other"
                            .formatted(option.getKey()));
                  }
                  return value.equals(List.of(Setting.NONE)) ? List.of() : value;
                }));
  }

  private CommandLine commandLine() {
    return options.values().iterator().next().command().commandLine();
  }

  /**
   * A configuration changed as the options say that are of it; others are left alone.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException if the result cannot be, or an option has no effect in
   *     it
   */
  final <C> C applyOwnTo(C from) {
    Map<String, Object> changes = given();
    Map<String, Setting> settings = new HashMap<>();
    Setting.of(from.getClass()).forEach(setting -> settings.put(setting.name(), setting));
    changes.keySet().retainAll(settings.keySet());
    try {
      C changed = Setting.changed(from, changes);
      for (String name : changes.keySet()) {
        Setting needed = settings.get(settings.get(name).needs());
        Object found = needed == null ? null : needed.valueIn(changed);
        if (found instanceof Number number && number.doubleValue() == 0) {
          throw usage(
              "--%s needs --%s above 0, found %s"
                  .formatted(name, needed.name(), Setting.text(number)));
        }
        if (Boolean.FALSE.equals(found)) {
          throw usage("--%1$s needs --%2$s, found --no-%2$s".formatted(name, needed.name()));
        }
      }
      return changed;
    } catch (InvalidSettingException invalid) {
      throw usage(invalid.getMessage());
    }
  }

  final CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(commandLine(), message);
  }
}
