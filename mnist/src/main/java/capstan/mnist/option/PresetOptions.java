package capstan.mnist.option;

import capstan.capsnet.model.BaselineCnnConfiguration;
import capstan.capsnet.model.CapsNetConfiguration;
import capstan.capsnet.model.CapsNetPresets;
import capstan.capsnet.model.InvalidSettingException;
import capstan.capsnet.training.Preset;
import capstan.capsnet.training.RunConfiguration;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where a configuration starts from. */
public final class PresetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private Preset preset;
  private Network network;

  /** The two networks. */
  enum Network {
    /** The capsule network. */
    CAPSNET,
    /** The baseline CNN. */
    CNN
  }

  @Option(
      names = "--preset",
      order = 301,
      paramLabel = "NAME",
      completionCandidates = PresetNames.class,
      description =
          "Whose network and training to start from: ${COMPLETION-CANDIDATES} (default: paper).")
  void preset(String label) {
    try {
      preset = Preset.named(label);
    } catch (InvalidSettingException unknown) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--preset: " + unknown.getMessage());
    }
  }

  @Option(
      names = "--model",
      order = 302,
      paramLabel = "NAME",
      converter = NetworkNames.class,
      completionCandidates = NetworkNames.class,
      description =
          "capsnet, or cnn for the paper's baseline, trained as the preset says"
              + " (default: the preset's).")
  void model(Network value) {
    network = value;
  }

  /** Whether any of these options was given. */
  public boolean given() {
    return preset != null || network != null;
  }

  /** What they say. */
  public RunConfiguration configuration() {
    Preset base = preset == null ? Preset.PAPER : preset;
    if (network == Network.CNN && preset == null) {
      base = Preset.CNN;
    }
    RunConfiguration configuration = base.configuration();
    boolean capsNet = configuration.model() instanceof CapsNetConfiguration;
    if (network == Network.CNN && capsNet) {
      return configuration.withModel(BaselineCnnConfiguration.MNIST);
    }
    if (network == Network.CAPSNET && !capsNet) {
      return configuration.withModel(CapsNetPresets.paper());
    }
    return configuration;
  }

  /** For shell completion. */
  public static final class PresetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Preset.values()).map(Preset::label).iterator();
    }
  }

  /** {@code capsnet}, {@code cnn}. */
  static final class NetworkNames implements CommandLine.ITypeConverter<Network>, Iterable<String> {
    @Override
    public Network convert(String value) {
      return switch (value) {
        case "capsnet" -> Network.CAPSNET;
        case "cnn" -> Network.CNN;
        default ->
            throw new CommandLine.TypeConversionException(
                "expected capsnet or cnn, found '" + value + "'");
      };
    }

    @Override
    public Iterator<String> iterator() {
      return Arrays.asList("capsnet", "cnn").iterator();
    }
  }
}
