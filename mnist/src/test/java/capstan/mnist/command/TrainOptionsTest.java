package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.mnist.text.ConfigurationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** That no option of a run is parsed and ignored, and that help tells the truth about defaults. */
class TrainOptionsTest {
  private static final Pattern PAPER = Pattern.compile("\\(paper: (.*)\\)");

  /** Every switch with another value than the paper's, and the setting it changes. */
  private static final String SWITCHES =
      """
      --epochs=3 | epochs 3
      --batch=64 | batch 64
      --learning-rate=0.002 | learning rate 0.002
      --decay=over-run:0.5 | decay factor 0.5
      --adam-beta1=0.8 | adam beta1 0.8
      --adam-beta2=0.99 | adam beta2 0.99
      --adam-epsilon=1e-7 | adam epsilon 1.0E-7
      --warm-up=100 | optimization warm up 100
      --weight-decay=0.01 | optimization weight decay 0.01
      --clip-norm=5 | optimization clip norm 5.0
      --accumulate=4 | optimization accumulate 4
      --shift=0 | shift 0.0
      --seed=7 | seed 7
      --limit=5000 | limit 5000
      --validation=100 | validation 100
      --average=0.999 | selection average 0.999
      --keep=best | selection keep best
      --patience=5 | selection patience 5
      --freeze=conv1,decoder.0 | freeze ["conv1","decoder.0"]
      --rotate=15 | augmentation rotate 15.0
      --scale=0.1 | augmentation scale 0.1
      --shear=0.2 | augmentation shear 0.2
      --elastic=0.7 | augmentation elastic 0.7
      --flip | augmentation flip true
      --brightness=0.3 | augmentation brightness 0.3
      --contrast=0.4 | augmentation contrast 0.4
      --erase=6 | augmentation erase 6
      --noise=0.1 | augmentation noise 0.1
      --no-warped-target | augmentation warped target false
      --routing-rounds=1 | digit caps rounds 1
      --routing-gradient=last | digit caps gradient last
      --squash-epsilon=1e-7 | squash epsilon 1.0E-7
      --primary-relu | primary caps relu true
      --primary-scale=0.03125 | primary caps scale 0.03125
      --digit-bias | digit caps bias true
      --no-decoder | decoder enabled false
      --decoder-hidden=64 | decoder hidden [64]
      --decoder-input=chosen-capsule | decoder input chosen-capsule
      --decoder-mask=prediction | decoder training mask prediction
      --reconstruction-weight=0.01 | loss reconstruction weight 0.01
      --reconstruction-error=mean | loss reconstruction error mean
      --present-margin=0.95 | loss present margin 0.95
      --absent-margin=0.05 | loss absent margin 0.05
      --absent-weight=1 | loss absent weight 1.0
      --last-phase=0.25 | loss last phase part 0.25
      --initial-w=normal:0.01 | initial values digit caps scale 0.01
      --initial-conv1=he-uniform | initial values conv1 kind he-uniform
      --initial-primary=he-uniform | initial values primary caps kind he-uniform
      --initial-decoder=glorot-uniform | initial values decoder kind glorot-uniform
      --initial-biases=constant:0.1 | initial values biases scale 0.1
      --conv1-kernels=128 | conv1 kernels 128
      --conv1-size=7 | conv1 size 7
      --conv1-stride=2 | conv1 stride 2
      --primary-types=16 | primary caps types 16
      --primary-dimensions=4 | primary caps dimensions 4
      --primary-size=5 | primary caps size 5
      --primary-stride=1 | primary caps stride 1
      --digit-dimensions=8 | digit caps dimensions 8
      --digit-layers=6x4,5x3 | digit caps hidden ["6x4","5x3"]
      """;

  /** Options that do not change what is computed. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "--help",
          "--version",
          "--run",
          "--resume",
          "--from",
          "--data",
          "--drawn",
          "--margin",
          "--crop",
          "--classes",
          "--split",
          "--transposed",
          "--resize",
          "--fit",
          "--skip-unreadable",
          "--json",
          "--threads",
          "--mpi",
          "--ranks",
          "--gradients",
          "--check-ranks",
          "--tf32",
          "--backend",
          "--preset",
          "--model",
          "--save-minutes",
          "--save-steps",
          "--dropout",
          "--feature-channels");

  private static final String SWITCHES_OF_MATRIX_CAPSULES =
      """
      --em-conv1-kernels=8
      --em-conv1-size=4
      --em-conv1-stride=1
      --em-primary-types=3
      --em-capsules1-types=3
      --em-capsules1-size=2
      --em-capsules1-stride=1
      --em-capsules2-types=3
      --em-capsules2-size=2
      --em-capsules2-stride=2
      --em-rounds=1
      --em-inverse-temperature=0.5
      --em-first-margin=0.1
      --em-last-margin=0.8
      --em-initial-conv1=normal:1
      --em-initial-primary=normal:1
      --em-initial-w=normal:0.4
      --em-initial-beta-u=1
      --em-initial-beta-a=1
      """;

  /** Of no effect without another one, and refused then. */
  private static final Map<String, String> NEED =
      Map.of(
          "--last-present-margin", "--last-phase",
          "--last-absent-margin", "--last-phase",
          "--last-absent-weight", "--last-phase");

  /** Of no effect without warps, and refused then. */
  private static final Set<String> OF_WARPS = Set.of("--warp-share", "--warp-until");

  private static RunConfiguration parse(String... options) {
    CommandLine program = Capstan.commandLine();
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(List.of(options));
    program.parseArgs(words.toArray(String[]::new));
    CommandLine train = program.getSubcommands().get("train");
    return ((Train) train.getCommand()).requested();
  }

  private static CommandLine trainCommand() {
    return Capstan.commandLine().getSubcommands().get("train");
  }

  @Test
  void helpTellsThePapersValues() {
    List<String> options = new ArrayList<>();
    for (OptionSpec option : trainCommand().getCommandSpec().options()) {
      Matcher paper = PAPER.matcher(String.join(" ", option.description()));
      if (paper.find()) {
        String value = paper.group(1);
        if (!NEED.containsKey(option.longestName())) {
          options.add(value.startsWith("--") ? value : option.longestName() + "=" + value);
        }
      }
    }
    assertThat(options).hasSizeGreaterThan(35);
    assertThat(parse(options.toArray(String[]::new))).isEqualTo(Preset.PAPER.configuration());
  }

  private static List<String> differences(Preset preset, RunConfiguration changed) {
    return ConfigurationReport.differences(preset.configuration(), changed).stream()
        .map(difference -> difference.from(preset.label()))
        .toList();
  }

  static Stream<String> switches() {
    return SWITCHES.lines();
  }

  @ParameterizedTest
  @MethodSource("switches")
  void everySwitchChangesOneSetting(String line) {
    String option = line.substring(0, line.indexOf(" | "));
    String setting = line.substring(line.indexOf(" | ") + 3);
    assertThat(differences(Preset.PAPER, parse(option)))
        .singleElement()
        .asString()
        .startsWith(setting + " (paper: ");
  }

  static Stream<String> switchesOfMatrixCapsules() {
    return SWITCHES_OF_MATRIX_CAPSULES.lines();
  }

  @ParameterizedTest
  @MethodSource("switchesOfMatrixCapsules")
  void everySwitchOfMatrixCapsulesChangesOneSetting(String option) {
    assertThat(differences(Preset.EM, parse("--model=em", option))).hasSize(1);
  }

  @Test
  void noSwitchIsLeftOut() {
    Set<String> options = new TreeSet<>();
    trainCommand().getCommandSpec().options().forEach(each -> options.add(each.longestName()));
    options.removeAll(ELSEWHERE);
    options.removeAll(NEED.keySet());
    options.removeAll(OF_WARPS);
    assertThat(
            Stream.concat(switches(), switchesOfMatrixCapsules())
                .map(line -> line.replaceFirst("[= ].*", "").replace("--no-", "--")))
        .containsExactlyInAnyOrderElementsOf(options);
  }

  @Test
  void optionsThatNeedAnotherAreRefusedWithoutIt() {
    NEED.forEach(
        (option, needed) -> {
          assertThatThrownBy(() -> parse(option + "=0.5"))
              .isInstanceOf(CommandLine.ParameterException.class)
              .hasMessage(option + " needs " + needed + " above 0, found 0");
          assertThat(differences(Preset.PAPER, parse(option + "=0.5", needed + "=0.25")))
              .hasSize(2);
        });
    assertThatThrownBy(() -> parse("--model=cnn", "--last-phase=0.5"))
        .hasMessage("--last-phase is of the capsule network, found the baseline CNN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--decoder-hidden=64",
        "--decoder-input=chosen-capsule",
        "--decoder-mask=prediction",
        "--reconstruction-weight=0.1",
        "--reconstruction-error=mean",
        "--initial-decoder=he-uniform"
      })
  void whatIsSaidOfADecoderIsRefusedWithoutOne(String option) {
    String name = option.replaceFirst("=.*", "");
    assertThatThrownBy(() -> parse(option, "--no-decoder"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessage(name + " needs --decoder, found --no-decoder");
    if (!name.equals("--decoder-mask") && !name.equals("--initial-decoder")) {
      assertThatThrownBy(() -> parse("--model=efficient", option, "--no-decoder"))
          .hasMessage(name + " needs --decoder, found --no-decoder");
    }
  }

  @Test
  void aPresetsWarpsCanAllBeLeftOut() {
    RunConfiguration plain =
        parse("--preset=best", "--rotate=0", "--scale=0", "--shear=0", "--elastic=0");
    assertThat(plain.training().augmentation()).isEqualTo(Augmentation.NONE);
    assertThat(parse("--preset=best", "--rotate=0").training().augmentation().warpShare())
        .isEqualTo(Preset.BEST.configuration().training().augmentation().warpShare());
  }

  @Test
  void aRateBelowItsLeastIsRefused() {
    assertThatThrownBy(() -> parse("--model=efficient", "--learning-rate=1e-5"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("decay: the rate never falls below 0.00005");
    assertThatThrownBy(() -> parse("--decay=by-epoch:0.9:1e300"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("decay: the rate never falls below");
  }

  @Test
  void whatIsSaidOfWarpsIsRefusedWithoutAny() {
    for (String option : OF_WARPS) {
      assertThatThrownBy(() -> parse(option + "=0.5", "--shift=1.5"))
          .isInstanceOf(CommandLine.ParameterException.class)
          .hasMessage(
              option.substring(2)
                  + ": images are neither turned, scaled, sheared nor bent, found 0.5");
      for (String warp : List.of("--rotate=1", "--scale=1", "--shear=1", "--elastic=1")) {
        assertThat(differences(Preset.PAPER, parse(option + "=0.5", warp))).hasSize(2);
      }
    }
  }

  @Test
  void aFamilyIsTrainedAsItsOwnPreset() {
    assertThat(parse("--model=efficient")).isEqualTo(Preset.EFFICIENT.configuration());
    assertThat(parse("--model=capsnet")).isEqualTo(Preset.PAPER.configuration());
    assertThat(differences(Preset.EFFICIENT, parse("--model=efficient", "--digit-dimensions=8")))
        .hasSize(1);
    assertThat(parse("--model=efficient", "--preset=keras").training())
        .isEqualTo(Preset.KERAS.configuration().training());
    assertThatThrownBy(() -> parse("--model=efficient", "--conv1-kernels=8"))
        .hasMessage("--conv1-kernels is of the capsule network, found efficient");
  }

  @Test
  void dropoutIsASwitchOfTheCnn() {
    assertThat(differences(Preset.CNN, parse("--model=cnn", "--dropout=0.2")))
        .containsExactly("dropout 0.2 (cnn: 0.5)");
  }

  /** A network that is not the paper's must not be called so over its pictures. */
  @Test
  void titlesNameWhereANetworkIsAnother() {
    assertThat(ConfigurationReport.title(parse("--epochs=3", "--seed=7"))).isEqualTo("paper");
    assertThat(ConfigurationReport.title(parse("--routing-rounds=1")))
        .isEqualTo("paper with digit caps rounds 1");
    assertThat(
            ConfigurationReport.title(
                parse("--conv1-kernels=8", "--primary-types=2", "--decoder-hidden=16")))
        .isEqualTo("paper with conv1 kernels 8, primary caps types 2 and 1 more changed");
    RunConfiguration pairs = Preset.PAPER.configuration();
    assertThat(
            ConfigurationReport.title(
                new RunConfiguration("multimnist", pairs.model(), pairs.training())))
        .isEqualTo("multimnist");
  }

  @ParameterizedTest
  @EnumSource
  void presetsAreTakenWhole(Preset preset) {
    assertThat(parse("--preset", preset.label())).isEqualTo(preset.configuration());
  }

  @Test
  void optionsChangeAnyPreset() {
    RunConfiguration changed = parse("--preset=tensorflow", "--routing-rounds=3");
    assertThat(differences(Preset.TENSORFLOW, changed))
        .containsExactly("digit caps rounds 3 (tensorflow: 2)");
    assertThat(parse("--preset=official", "--no-digit-bias").model())
        .isEqualTo(
            ((CapsNetConfiguration) Preset.OFFICIAL.configuration().model())
                .with("digit-bias", false));
  }

  @Test
  void theCnnTrainsAsThePresetSays() {
    RunConfiguration keras = parse("--model=cnn", "--preset=keras");
    assertThat(keras.training()).isEqualTo(Preset.KERAS.configuration().training());
    assertThat(keras.model()).isEqualTo(Preset.CNN.configuration().model());
  }

  @Test
  void theReportListsEverySetting() {
    Map<String, String> settings =
        new TreeMap<>(ConfigurationReport.settings(Preset.OFFICIAL.configuration()));
    assertThat(settings)
        .containsEntry("decay kind", "by-step")
        .containsEntry("decay steps", "2000")
        .containsEntry("primary caps scale", "0.03125");
  }
}
