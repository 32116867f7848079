package capstan.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every file that the README links to exists; its program is one of the examples' tests. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void linkedFilesExist() throws IOException {
    Matcher link = Pattern.compile("\\]\\((?!https?:)([^)#]+)").matcher(readme());
    int links = 0;
    for (; link.find(); links++) {
      assertThat(ROOT.resolve(link.group(1))).exists();
    }
    assertThat(links).isPositive();
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
