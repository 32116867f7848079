package capstan.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example compiles and runs as it stands, and every file that it links to exists. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void exampleCompilesAndRuns(@TempDir Path folder) throws Exception {
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
    assertThat(block.find()).isTrue();
    Path source = folder.resolve("QuickStart.java");
    Files.writeString(source, block.group(1));
    ByteArrayOutputStream diagnostics = new ByteArrayOutputStream();
    String classPath = System.getProperty("java.class.path");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                diagnostics,
                "-cp",
                classPath,
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).as(diagnostics.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(run(folder, classPath))
        .containsPattern("test error \\d+\\.\\d %")
        .contains("scores");
  }

  private static String run(Path folder, String classPath) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "--add-modules=jdk.incubator.vector",
                    "-Xmx2g",
                    "-cp",
                    folder + File.pathSeparator + classPath,
                    "QuickStart"))
            .redirectErrorStream(true)
            .start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(new PrintStream(output));
    assertThat(process.waitFor()).as(output.toString(StandardCharsets.UTF_8)).isZero();
    return output.toString(StandardCharsets.UTF_8);
  }

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
