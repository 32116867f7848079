package capstan.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** THIRD-PARTY.txt names exactly what the application's jar carries, as the build resolved it. */
class ThirdPartyTest {
  private static final Path NOTICES = Path.of("..", "THIRD-PARTY.txt");

  /** As Maven lists an artifact: group, name, jar, version, scope. */
  private static final Pattern ARTIFACT = Pattern.compile("([\\w.-]+:[\\w.-]+):jar:([\\w.-]+):");

  /** As the notices list one: group and name, version, licence. */
  private static final Pattern ROW =
      Pattern.compile(
          "^([\\w.-]+:[\\w.-]+) +([\\w.-]+) +(Apache-2\\.0|MIT|BSD-3-Clause|EDL-1\\.0)");

  @Test
  @EnabledIfSystemProperty(
      named = "capstan.test.carried",
      matches = ".+",
      disabledReason = "the list is the build's: run this with Maven")
  void namesWhatTheJarCarries() throws IOException {
    List<String> carried = rows(Path.of(System.getProperty("capstan.test.carried")), ARTIFACT);
    assertThat(carried).isNotEmpty();
    assertThat(rows(NOTICES, ROW)).containsExactlyInAnyOrderElementsOf(carried);
  }

  private static List<String> rows(Path file, Pattern pattern) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .flatMap(line -> pattern.matcher(line).results())
          .map(ThirdPartyTest::nameAndVersion)
          .toList();
    }
  }

  private static String nameAndVersion(MatchResult found) {
    return found.group(1) + " " + found.group(2);
  }
}
