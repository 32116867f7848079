package capstan.mnist.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system of its own for the launcher: a checkout with nothing but what the launcher looks
 * at, JDKs whose {@code java} prints what it was given, a Maven that only makes the jar. Every path
 * has a space in it.
 */
abstract class LauncherSandbox {
  /** The commands the launcher needs; there is no java, mvn or flock unless a test adds it. */
  private static final List<String> TOOLS =
      List.of(
          "basename",
          "cat",
          "cp",
          "dirname",
          "find",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sleep",
          "touch");

  @TempDir Path temporary;

  Path system;
  Path home;
  Path tools;
  Path checkout;
  Path launcher;
  Path jar;
  final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void layOut() throws IOException {
    system = Files.createDirectory(temporary.resolve("a system"));
    home = Files.createDirectory(temporary.resolve("a home"));
    tools = Files.createDirectory(temporary.resolve("the tools"));
    for (String tool : TOOLS) {
      install(tool);
    }
    checkout = Files.createDirectory(temporary.resolve("a checkout"));
    launcher = checkout.resolve("capstan");
    String text = Files.readString(Path.of("..", "capstan"));
    assertThat(text).contains("\nsystem=''\n");
    script(launcher, text.replace("\nsystem=''\n", "\nsystem='" + system + "'\n"));
    Files.createFile(checkout.resolve("pom.xml"));
    for (String module : List.of("core", "autograd", "mnist", "bench")) {
      Files.createDirectories(checkout.resolve(module).resolve("src/main"));
      Files.createFile(checkout.resolve(module).resolve("pom.xml"));
    }
    jar = checkout.resolve("target/launcher/capstan.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    environment.put("PATH", tools.toString());
    environment.put("HOME", home.toString());
  }

  record Run(int status, List<String> lines, String errors) {}

  Run launch(String... arguments) throws Exception {
    return run(launcher, temporary, arguments);
  }

  Run run(Path command, Path folder, String... arguments) throws Exception {
    return finish(start(command, folder, arguments));
  }

  Process start(Path command, Path folder, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Run finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output.lines().toList(), errors);
  }

  /** A JDK whose java prints the folder it lies in, then its arguments, one a line. */
  Path jdk(Path folder, String version) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        folder.resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Any\"\n");
    script(
        folder.resolve("bin/java"),
        """
        #!/bin/sh
        printf '%%s\\n' '%s' "$@"
        exit "${STATUS:-0}"
        """
            .formatted(folder));
    return folder;
  }

  /** A Maven that notes how it was called and makes the jars, slowly enough to be overtaken. */
  void maven(int status) throws IOException {
    script(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        echo "$@" >>'%s'
        echo maven speaks
        sleep 0.3
        mkdir -p '%s'
        echo built >'%s'
        exit %d
        """
            .formatted(
                temporary.resolve("builds"),
                checkout.resolve("mnist/target"),
                checkout.resolve("mnist/target/capstan.jar"),
                status));
  }

  List<String> builds() throws IOException {
    Path notes = temporary.resolve("builds");
    return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
  }

  void ageAll(int seconds) throws IOException {
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        age(file, seconds);
      }
    }
  }

  static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Makes one of the machine's own commands available to the launcher. */
  void install(String tool) throws IOException {
    for (String folder : List.of("/bin", "/usr/bin")) {
      Path file = Path.of(folder, tool);
      if (Files.isExecutable(file)) {
        script(tools.resolve(tool), "#!/bin/sh\nexec " + file + " \"$@\"\n");
        return;
      }
    }
    throw new AssertionError("no " + tool + " in /bin or /usr/bin");
  }
}
