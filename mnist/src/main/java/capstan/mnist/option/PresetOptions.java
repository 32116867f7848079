package capstan.mnist.option;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.argument.UsageException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where a configuration starts from. */
public final class PresetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private ModelFamily family;

  @Option(
      names = "--preset",
      order = 301,
      paramLabel = "NAME",
      converter = PresetNames.class,
      completionCandidates = PresetNames.class,
      description =
          "Whose network and training to start from: ${COMPLETION-CANDIDATES} (default: paper).")
  private Preset preset;

  @Option(
      names = "--model",
      order = 302,
      paramLabel = "NAME",
      completionCandidates = FamilyNames.class,
      description =
          "Family of networks: ${COMPLETION-CANDIDATES} or what the class path adds; cnn is the"
              + " paper's baseline. Trained as --preset says, or else as the family's own preset"
              + " (default: the preset's).")
  void model(String name) {
    try {
      family = ModelFamily.named(name);
    } catch (InvalidSettingException unknown) {
      throw new UsageException(spec, "--model: " + unknown.getMessage());
    }
  }

  /** Whether any of these options was given. */
  public boolean given() {
    return preset != null || family != null;
  }

  /** What they say. */
  public RunConfiguration configuration() {
    if (preset == null && family != null) {
      return standard(family);
    }
    RunConfiguration configuration = (preset == null ? Preset.PAPER : preset).configuration();
    return family == null || configuration.model().getClass() == family.standard().getClass()
        ? configuration
        : configuration.withModel(family.standard());
  }

  /** A family's network, trained as the preset that has it, or as paper's if none does. */
  private static RunConfiguration standard(ModelFamily family) {
    ModelConfiguration network = family.standard();
    return Arrays.stream(Preset.values())
        .map(Preset::configuration)
        .filter(from -> from.model().equals(network))
        .findFirst()
        .orElseGet(
            () ->
                new RunConfiguration(
                    family.name(), network, Preset.PAPER.configuration().training()));
  }

  /**
   * What they say; where they say nothing, as {@link #like} the trained network.
   *
   * @param trained the network
   */
  public RunConfiguration configuration(SavedModel trained) {
    return given() ? configuration() : like(trained);
  }

  /**
   * The network that was trained, and the training of the preset that its run was made from,
   * paper's if of none.
   *
   * @param trained the network
   */
  public static RunConfiguration like(SavedModel trained) {
    ModelConfiguration network = trained.model().configuration();
    RunConfiguration base =
        Arrays.stream(Preset.values())
            .map(Preset::configuration)
            .filter(
                from ->
                    trained
                        .configuration()
                        .map(RunConfiguration::preset)
                        .equals(Optional.of(from.preset())))
            .findFirst()
            .orElse(Preset.PAPER.configuration());
    return base.model().getClass() == network.getClass()
        ? base.withModel(network)
        : new RunConfiguration(ModelFamily.of(network).name(), network, base.training());
  }

  /** Presets by their labels, for options and shell completion. */
  public static final class PresetNames
      implements CommandLine.ITypeConverter<Preset>, Iterable<String> {
    @Override
    public Preset convert(String label) {
      try {
        return Preset.named(label);
      } catch (InvalidSettingException unknown) {
        throw new CommandLine.TypeConversionException(unknown.getMessage());
      }
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Preset.values()).map(Preset::label).iterator();
    }
  }

  /** For shell completion. */
  static final class FamilyNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ModelFamily.all().stream().map(ModelFamily::name).iterator();
    }
  }
}
