package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Fonts that the JVM's cache still names are gone: as without any, there are no pictures. */
@EnabledOnOs(OS.LINUX)
class GoneFontsTest {
  @TempDir private Path temporary;

  /** Looks for a font, in a JVM of its own. */
  static final class Looking {
    private Looking() {}

    /** Prints what is found. */
    public static void main(String[] arguments) {
      try {
        Canvas.requireFont();
        System.out.println("a font");
      } catch (NoFontException none) {
        System.out.println(none.getMessage());
      }
    }
  }

  private String look(Path settings) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Looking.class.getName()));
    command.environment().put("FONTCONFIG_FILE", settings.toString());
    Process process = command.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Optional<Path> anyFont() throws IOException {
    Path fonts = Path.of("/usr/share/fonts");
    if (!Files.isDirectory(fonts)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(fonts)) {
      return files.filter(file -> file.toString().endsWith(".ttf")).findFirst();
    }
  }

  @Test
  void areNoFonts() throws IOException {
    Optional<Path> font = anyFont();
    assumeTrue(font.isPresent(), "this system has no font");
    Path folder = Files.createDirectory(temporary.resolve("fonts"));
    Files.copy(font.get(), folder.resolve("one.ttf"));
    Path settings = temporary.resolve("fonts.conf");
    Files.writeString(
        settings,
        "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"
            .formatted(folder, temporary.resolve("cache")));
    assertThat(look(settings)).isEqualTo("a font" + System.lineSeparator());
    Files.delete(folder.resolve("one.ttf"));
    assertThat(look(settings)).contains("Java found no font").hasLineCount(1);
  }
}
