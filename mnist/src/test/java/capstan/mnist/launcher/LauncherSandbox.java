package capstan.mnist.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system of its own for the launcher: a checkout with a built jar and without sources unless
 * a test adds the root's pom.xml, JDKs whose {@code java} prints what it was given, a Maven that
 * only makes the jar. Every path has a space in it.
 */
public abstract class LauncherSandbox {
  /** The commands the launcher needs; there is no java, mvn or flock unless a test adds it. */
  private static final List<String> TOOLS =
      List.of(
          "basename",
          "cat",
          "chmod",
          "cksum",
          "cp",
          "dirname",
          "find",
          "ln",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort",
          "tr");

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
    Files.copy(Path.of("..", "jvm.options"), checkout.resolve("jvm.options"));
    for (String module :
        List.of("core", "cublas", "autograd", "capsnet", "mpi", "mnist", "examples", "bench")) {
      Files.createDirectories(checkout.resolve(module).resolve("src/main"));
      Files.createFile(checkout.resolve(module).resolve("pom.xml"));
    }
    jar = checkout.resolve("target/launcher/capstan.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
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

  /**
   * A JDK whose java prints the folder it lies in, then its arguments, one a line. Asked for its
   * flags it has none.
   */
  Path jdk(Path folder, String version) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        folder.resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Any\"\n");
    script(
        folder.resolve("bin/java"),
        """
        #!/bin/sh
        case "$*" in
          *PrintFlagsFinal*)
            echo no.such.module
            exit 1
            ;;
        esac
        printf '%%s\\n' '%s' "$@"
        exit "${STATUS:-0}"
        """
            .formatted(folder));
    return folder;
  }

  /** A Maven that notes how it was called and makes the jar, slowly enough to be overtaken. */
  void maven(int status) throws IOException {
    script(
        tools.resolve("mvn"),
        """
        #!/bin/sh
        echo "$@" >>'%s'
        echo maven speaks
        sleep 0.3
        while [ "$1" != -f ]; do shift; done
        place=$(dirname "$2")/mnist/target
        mkdir -p "$place/classes"
        echo built >"$place/capstan.jar"
        exit %d
        """
            .formatted(temporary.resolve("builds"), status));
  }

  List<String> builds() throws IOException {
    Path notes = temporary.resolve("builds");
    return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
  }

  public static void script(Path file, String text) throws IOException {
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
