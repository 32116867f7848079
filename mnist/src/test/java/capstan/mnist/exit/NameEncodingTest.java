package capstan.mnist.exit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.command.Capstan;
import capstan.mnist.command.CommandRun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names with other letters than ASCII, where the locale can take them and where it cannot. */
class NameEncodingTest {
  @Test
  void lettersThatAreLostAreTold() {
    assertThat(NameEncoding.lost(US_ASCII, "train", "--data", "runs/donn\uFFFD\uFFFDes"))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("runs/donn??es: letters are lost, as Java takes names for US-ASCII")
                    .contains("set LC_ALL", "C.UTF-8"));
    assertThat(NameEncoding.lost(ISO_8859_1, "runs/données")).isEmpty();
    assertThat(NameEncoding.lost(UTF_8, "\uFFFD")).isEmpty();
  }

  @Test
  void whatCannotBeAPathIsOneLine() {
    assertThat(CommandRun.of("train", "--data", "a\0b").failed(ExitStatus.USAGE))
        .contains("--data", "cannot be the name of a file");
  }

  /** The program itself in a JVM of the locale C, as where the jar is started by itself. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutALocaleALineSaysWhatToSet(@TempDir Path folder) throws Exception {
    assertThat(inAscii("evaluate", "runs/données"))
        .startsWith("2 capstan: runs/donn??es: letters are lost, as Java takes names for US-ASCII")
        .doesNotContain("\n");

    Path arguments = Files.writeString(folder.resolve("arguments"), "train --data données");
    assertThat(inAscii("@" + arguments))
        .startsWith("2 capstan: ")
        .contains("--data", "cannot be the name of a file, as Java takes names for US-ASCII")
        .doesNotContain("\n", "java.nio");
  }

  /** The exit status and what standard error says. */
  private static String inAscii(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Capstan.class.getName());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(new File("/dev/null"));
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String errors = new String(process.getErrorStream().readAllBytes(), US_ASCII);
    return process.waitFor() + " " + errors.strip();
  }
}
