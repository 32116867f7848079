package capstan.mnist.option;

import capstan.capsnet.em.EmConfiguration;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Options made of the settings of networks, of which a network has its own alone. */
abstract sealed class ModelOptions extends SettingOptions permits NetworkOptions, LearningOptions {
  ModelOptions(int order, Predicate<Setting> kind) {
    super(order, usual(), kind);
  }

  /** Networks of all kinds: those of presets first, whose names people know. */
  private static Map<String, Object> usual() {
    Map<String, Object> usual = new LinkedHashMap<>();
    for (Preset preset : Preset.values()) {
      usual.put(preset.label(), preset.configuration().model());
    }
    ModelFamily.all().forEach(family -> usual.putIfAbsent(family.name(), family.standard()));
    return usual;
  }

  /**
   * A network changed as the options say.
   *
   * @param from the preset's or the run's
   * @throws CommandLine.ParameterException if an option belongs to another network, or the result
   *     cannot be
   */
  public final ModelConfiguration applyTo(ModelConfiguration from) {
    for (String name : given().keySet()) {
      if (!has(from, name)) {
        ModelConfiguration owner =
            ModelFamily.all().stream()
                .map(ModelFamily::standard)
                .filter(model -> has(model, name))
                .findFirst()
                .orElseThrow();
        throw usage("--%s is of %s, found %s".formatted(name, words(owner), words(from)));
      }
    }
    return applyOwnTo(from);
  }

  private static boolean has(ModelConfiguration model, String name) {
    return Setting.of(model.getClass()).stream().anyMatch(each -> each.name().equals(name));
  }

  private static String words(ModelConfiguration model) {
    return switch (model) {
      case CapsNetConfiguration _ -> "the capsule network";
      case BaselineCnnConfiguration _ -> "the baseline CNN";
      case EmConfiguration _ -> "matrix capsules with EM routing";
      default -> ModelFamily.of(model).name();
    };
  }
}
