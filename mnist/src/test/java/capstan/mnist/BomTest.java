package capstan.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM, which has no parent, is of the parent's version and names every library module. */
class BomTest {
  private static final Path ROOT = Path.of("..");

  /** The application and its benchmarks, which nobody depends on. */
  private static final List<String> NO_LIBRARIES = List.of("mnist", "bench", "examples");

  @Test
  void followsTheParent() throws Exception {
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
    assertThat(first("<version>(.*?)</version>", bom))
        .isEqualTo(first("<version>(.*?)</version>", parent));
    for (String property : List.of("release.url", "release.developer")) {
      String element = "<" + property + ">(.*?)<";
      assertThat(first(element, bom)).isEqualTo(first(element, parent));
    }
    String modules = first("(?s)<modules>(.*?)</modules>", parent);
    List<String> libraries =
        all("<module>(.*?)<", modules).stream()
            .filter(module -> !NO_LIBRARIES.contains(module))
            .map("capstan-"::concat)
            .toList();
    String managed = bom.substring(bom.indexOf("<dependencyManagement>"));
    assertThat(all("<artifactId>(.*?)<", managed)).isEqualTo(libraries);
  }

  private static String first(String pattern, String text) {
    return all(pattern, text).getFirst();
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }
}
