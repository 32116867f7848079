package capstan.capsnet.setting;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.network.CapsuleCount;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all settings says what the settings say; with {@code -Dcapstan.docs=write} after. */
class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "settings.md");

  private static final String INTRODUCTION =
      """
      # Settings

      <!-- Made of the settings themselves. To write it anew:
      mvn test -pl capsnet -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false \
      -Dcapstan.docs=write -->

      What a run can be set to, and what it is under each preset. A setting has the same name on the \
      command line (`capstan train --routing-rounds 1`; `--decoder` or `--no-decoder` where it is true \
      or false) and in a program (`configuration.with("routing-rounds", 1)`).
      """;

  @Test
  void thePageIsOfTheseSettings() throws IOException {
    String page = page();
    if ("write".equals(System.getProperty("capstan.docs"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("\n## Training\n\n");
    append(page, List.of(Preset.values()), RunConfiguration::training);
    Arrays.stream(Preset.values())
        .collect(
            Collectors.groupingBy(
                SettingsPageTest::family, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (family, presets) -> {
              page.append("\n## Network `").append(family).append("`\n\n");
              append(page, presets, RunConfiguration::model);
            });
    return page.toString();
  }

  private static String family(Preset preset) {
    return ModelFamily.of(preset.configuration().model()).name();
  }

  private static void append(
      StringBuilder page, List<Preset> presets, Function<RunConfiguration, Object> part) {
    List<Object> values = presets.stream().map(Preset::configuration).map(part).toList();
    page.append("| setting | what it is | ");
    presets.forEach(preset -> page.append(preset.label()).append(" | "));
    page.append("can be |\n|---|---|").repeat("---|", presets.size()).append("---|\n");
    for (Setting setting : Setting.of(values.getFirst().getClass())) {
      page.append("| `").append(setting.name()).append("` | ");
      page.append(setting.help().replace("|", "\\|")).append(" | ");
      for (Object each : values) {
        page.append(Setting.text(setting.valueIn(each))).append(" | ");
      }
      page.append(range(setting)).append(" |\n");
    }
  }

  private static String labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> Setting.label((Enum<?>) constant))
        .collect(Collectors.joining(", "));
  }

  private static String range(Setting setting) {
    Class<?> type = setting.type();
    if (type.isEnum()) {
      return labels(type);
    }
    if (type == RateDecay.class) {
      return "one of these forms";
    }
    if (type == InitialDistribution.class) {
      return labels(InitialDistribution.Kind.class) + ", each scaled by `:N` after it";
    }
    if (setting.elements() == String.class) {
      return "names with commas between them, or none";
    }
    if (setting.elements() == CapsuleCount.class) {
      return "sizes with commas between them, each number from 1 to %,d"
          .formatted(CapsuleCount.MOST);
    }
    if (type == List.class) {
      return "numbers with commas between them, each " + setting.bounds().expected(true);
    }
    return setting.isNumber() ? setting.bounds().expected(type != double.class) : "true or false";
  }
}
