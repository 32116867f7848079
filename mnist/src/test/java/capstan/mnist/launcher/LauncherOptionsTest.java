package capstan.mnist.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JVM that runs this test makes of the user's options beside the launcher's. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherOptionsTest extends LauncherSandbox {
  /** Takes the program's place in the jar, and prints the flags that matter here. */
  private static final String PROGRAM =
      """
      package capstan.mnist.command;

      import com.sun.management.HotSpotDiagnosticMXBean;
      import java.lang.management.ManagementFactory;
      import java.util.List;

      public class Capstan {
        public static void main(String... arguments) {
          var flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
          for (String name :
              List.of(
                  "UseSerialGC",
                  "UseParallelGC",
                  "UseG1GC",
                  "UseZGC",
                  "NewSize",
                  "MaxNewSize",
                  "MaxHeapSize",
                  "MaxRAMPercentage",
                  "MetaspaceSize",
                  "CICompilerCount",
                  "ObjectAlignmentInBytes")) {
            System.out.println(name + "=" + flags.getVMOption(name).getValue());
          }
        }
      }
      """;

  @BeforeEach
  void theRealJdk() throws Exception {
    assumeTrue(ToolProvider.getSystemJavaCompiler() != null, "this is no JDK");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    Path source = Files.writeString(temporary.resolve("Capstan.java"), PROGRAM);
    Path classes = Files.createDirectory(temporary.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString());
    assertThat(status).isZero();
    String name = "capstan/mnist/command/Capstan.class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file)) {
      packed.putNextEntry(new ZipEntry(name));
      Files.copy(classes.resolve(name), packed);
    }
  }

  private Map<String, String> flags() throws Exception {
    Run run = launch();
    assertThat(run.status()).as(run.errors() + run.lines()).isZero();
    assertThat(run.errors().lines())
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("warning"));
    Map<String, String> flags = new TreeMap<>();
    run.lines().forEach(line -> flags.put(line.split("=")[0], line.split("=")[1]));
    return flags;
  }

  @Test
  void withoutThemOursHold() throws Exception {
    assertThat(flags())
        .containsEntry("UseSerialGC", "true")
        .containsEntry("NewSize", "134217728")
        .containsEntry("MaxNewSize", "134217728")
        .containsEntry("MaxRAMPercentage", "70.0")
        .containsEntry("ObjectAlignmentInBytes", "64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CAPSTAN_JAVA_OPTIONS | -XX:+UseParallelGC | UseParallelGC | true",
        "CAPSTAN_JAVA_OPTIONS | -XX:+UseZGC -Xmx600m | UseZGC | true",
        "CAPSTAN_JAVA_OPTIONS | -XX:-UseSerialGC -XX:+UseG1GC | UseSerialGC | false",
        "JAVA_TOOL_OPTIONS | -XX:+UseG1GC | UseG1GC | true",
        "JDK_JAVA_OPTIONS | '-XX:+UseParallelGC' | UseParallelGC | true",
        "JAVA_TOOL_OPTIONS | -Xmn64m | MaxNewSize | 67108864",
        "JAVA_TOOL_OPTIONS | -XX:MaxNewSize=64m | MaxNewSize | 67108864",
        "CAPSTAN_JAVA_OPTIONS | -Xmx96m | MaxHeapSize | 100663296",
        "JAVA_TOOL_OPTIONS | -XX:MaxRAMPercentage=20 | MaxRAMPercentage | 20.0",
        "JDK_JAVA_OPTIONS | -XX:ObjectAlignmentInBytes=16 | ObjectAlignmentInBytes | 16",
        "JAVA_TOOL_OPTIONS | -XX:MetaspaceSize=32m | MetaspaceSize | 33554432",
        "CAPSTAN_JAVA_OPTIONS | -XX:CICompilerCount=5 | CICompilerCount | 5",
      })
  void whatTheUserSetsHolds(String variable, String options, String flag, String value)
      throws Exception {
    environment.put(variable, options);
    assertThat(flags()).containsEntry(flag, value);
  }

  @Test
  void inFilesTheyCountToo() throws Exception {
    Path file = Files.writeString(temporary.resolve("options"), "-XX:+UseParallelGC -Xmn64m\n");
    Map<String, String> spellings =
        Map.of(
            "JDK_JAVA_OPTIONS", "\"@" + file + "\"",
            "JAVA_TOOL_OPTIONS", "'-XX:VMOptionsFile=" + file + "'");
    for (Map.Entry<String, String> spelling : spellings.entrySet()) {
      environment.put(spelling.getKey(), spelling.getValue());
      assertThat(flags())
          .as(spelling.getKey())
          .containsEntry("UseParallelGC", "true")
          .containsEntry("MaxNewSize", "67108864");
      environment.remove(spelling.getKey());
    }
  }

  @Test
  void whatTheJvmRefusesIsOneLine() throws Exception {
    environment.put("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC");
    environment.put("CAPSTAN_JAVA_OPTIONS", "-XX:+UseParallelGC");
    Run run = launch();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines())
        .singleElement()
        .asString()
        .startsWith("capstan: the JVM refuses the options in CAPSTAN_JAVA_OPTIONS")
        .contains("Multiple garbage collectors selected");
  }
}
