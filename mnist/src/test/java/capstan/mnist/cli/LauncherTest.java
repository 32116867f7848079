package capstan.mnist.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the launcher in a file system of its own: a checkout with nothing but what the launcher
 * looks at, JDKs whose {@code java} prints what it was given, a Maven that only makes the jar.
 * Every path has a space in it.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
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

  private Path system;
  private Path home;
  private Path tools;
  private Path checkout;
  private Path launcher;
  private Path jar;
  private final Map<String, String> environment = new TreeMap<>();

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

  @Test
  void passesItsArgumentsAndTheNeededFlags() throws Exception {
    Path jdk = jdk(system.resolve("usr/lib/jvm/jdk 25"), "25.0.3");
    Run run = launch("predict", "my run", "seven.png");
    assertThat(run.status()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .startsWith(
            jdk.toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow")
        .endsWith(
            "-cp", jar.toString(), "capstan.mnist.cli.Capstan", "predict", "my run", "seven.png");
  }

  @Test
  void splitsFurtherOptionsIntoWords() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    environment.put("CAPSTAN_JAVA_OPTIONS", "-Xmx2g -Dwidth=512");
    assertThat(launch().lines()).containsSubsequence("-Xmx2g", "-Dwidth=512", "-cp");
  }

  @Test
  void worksThroughSymbolicLinks() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Path folder = Files.createDirectory(temporary.resolve("some bin"));
    Path first =
        Files.createSymbolicLink(folder.resolve("first"), Path.of("../a checkout/capstan"));
    Path second = Files.createSymbolicLink(temporary.resolve("second"), first);
    Run run = run(second, folder, "info");
    assertThat(run.lines()).contains(jar.toString()).endsWith("info");
  }

  @Test
  void givesBackTheStatusOfTheProgram() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    environment.put("STATUS", "130");
    assertThat(launch("train").status()).isEqualTo(130);
  }

  @Test
  void benchHasAJarOfItsOwn() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Path benchmarks = Files.copy(jar, jar.resolveSibling("benchmarks.jar"));
    Files.setLastModifiedTime(benchmarks, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(launch("bench", "--quick").lines())
        .endsWith("-cp", benchmarks.toString(), "capstan.bench.Bench", "--quick");
  }

  @Test
  void otherLibrariesHaveAJarOfTheirOwn() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Files.createDirectories(checkout.resolve("bench/src/peers"));
    Path benchmarks = Files.copy(jar, jar.resolveSibling("benchmarks-with-peers.jar"));
    Files.setLastModifiedTime(benchmarks, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(launch("bench", "--threads", "2", "--peers").lines())
        .endsWith("-cp", benchmarks.toString(), "capstan.bench.Bench", "--threads", "2", "--peers");
  }

  @Test
  void withoutAJdkSaysWhatToInstall() throws Exception {
    Run run = launch("train");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).isEmpty();
    assertThat(run.errors().lines())
        .singleElement()
        .asString()
        .contains("no JDK 25.0.3 or later found", "install");
  }

  @Test
  void tooOldIsNoJdk() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.2");
    jdk(system.resolve("usr/lib/jvm/b"), "25");
    jdk(system.resolve("usr/lib/jvm/c"), "24.0.9");
    jdk(system.resolve("usr/lib/jvm/d"), "1.8.0_402");
    jdk(system.resolve("usr/lib/jvm/e"), "25-ea");
    jdk(system.resolve("usr/lib/jvm/f"), "nonsense");
    jdk(system.resolve("usr/lib/jvm/g"), "");
    assertThat(launch().status()).isEqualTo(1);
  }

  @Test
  void theChosenJdkGoesFirstUnlessItIsTooOld() throws Exception {
    Path good = jdk(system.resolve("usr/lib/jvm/good"), "25.0.5");
    Path chosen = jdk(temporary.resolve("my own"), "25.0.3");
    environment.put("JAVA_HOME", chosen.toString());
    assertThat(launch().lines()).startsWith(chosen.toString());

    environment.put("JAVA_HOME", jdk(temporary.resolve("old one"), "25.0.2").toString());
    assertThat(launch().lines()).startsWith(good.toString());

    environment.put("JAVA_HOME", temporary.resolve("nowhere").toString());
    assertThat(launch().lines()).startsWith(good.toString());
  }

  @Test
  void theJavaOnThePathCountsUnlessItIsTooOld() throws Exception {
    Path good = jdk(system.resolve("usr/lib/jvm/good"), "25.0.5");
    Path seventeen = jdk(system.resolve("elsewhere/17"), "17.0.15");
    Path link = tools.resolve("java");
    Files.createSymbolicLink(link, seventeen.resolve("bin/java"));
    assertThat(launch().lines()).startsWith(good.toString());

    Files.delete(link);
    Path onPath = jdk(system.resolve("elsewhere/25"), "25.0.4");
    Files.createSymbolicLink(link, onPath.resolve("bin/java"));
    assertThat(launch().lines()).startsWith(onPath.toString());
  }

  @Test
  void everyUsualPlaceIsSearched() throws Exception {
    List<Path> places =
        List.of(
            system.resolve("usr/lib/jvm/x"),
            system.resolve("usr/java/x"),
            system.resolve("opt/java/x"),
            system.resolve("opt/jdk-25"),
            system.resolve("Library/Java/JavaVirtualMachines/x y.jdk/Contents/Home"),
            home.resolve(".sdkman/candidates/java/25.0.3-tem"),
            home.resolve(".jdks/temurin-25"),
            home.resolve(".asdf/installs/java/x"),
            home.resolve(".local/share/mise/installs/java/x"));
    for (Path place : places) {
      Path jdk = jdk(place, "25.0.3");
      assertThat(launch().lines()).as(place.toString()).startsWith(jdk.toString());
      Files.delete(jdk.resolve("release"));
    }
  }

  @Test
  void release25GoesBeforeLaterOnesAndThenTheNewer() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "27.0.1");
    Path twentyEight = jdk(system.resolve("usr/lib/jvm/b"), "28");
    assertThat(launch().lines()).startsWith(twentyEight.toString());
    jdk(system.resolve("usr/lib/jvm/c"), "25.0.3");
    Path newest = jdk(system.resolve("usr/lib/jvm/d"), "25.0.10");
    jdk(system.resolve("usr/lib/jvm/e"), "25.0.9");
    assertThat(launch().lines()).startsWith(newest.toString());
  }

  @Test
  void aRuntimeWithoutTheVectorModuleIsNoJdk() throws Exception {
    Path runtime = jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Files.writeString(runtime.resolve("release"), "MODULES=\"java.base java.desktop\"\n");
    assertThat(launch().status()).isEqualTo(1);
  }

  @Test
  void buildsWhenTheJarIsMissing() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(0);
    Files.delete(jar);
    Run run = launch("info");
    assertThat(run.errors()).isEqualTo("capstan: building …\n");
    assertThat(run.lines()).endsWith("info");
    assertThat(jar).hasContent("built\n");
    assertThat(builds()).singleElement().asString().contains("-pl mnist");
    launch("info");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void buildsWhenASourceIsNewerOrGone() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(0);
    Path source = Files.createFile(checkout.resolve("core/src/main/Tensor.java"));
    ageAll(200);
    age(jar, 100);
    launch();
    assertThat(builds()).isEmpty();

    age(source, 50);
    launch();
    assertThat(builds()).hasSize(1);

    ageAll(200);
    age(jar, 100);
    Files.delete(source);
    launch();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void benchmarksAreNoReasonToBuildTheProgram() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(0);
    Path source = Files.createFile(checkout.resolve("bench/src/main/Roofline.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(120)));
    launch();
    assertThat(builds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoAtOnceBuildOnce(boolean withFlock) throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(0);
    if (withFlock) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "no flock on this machine");
      install("flock");
    }
    Files.delete(jar);
    Process first = start(launcher, checkout, "one");
    Process second = start(launcher, checkout, "two");
    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aLockWhoseHolderDiedIsTaken() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(0);
    Files.delete(jar);
    Path lock = Files.createDirectory(jar.resolveSibling("lock.folder"));
    Process dead = new ProcessBuilder("sh", "-c", "exit").start();
    dead.waitFor();
    Files.writeString(lock.resolve("holder"), dead.pid() + "\n");
    assertThat(launch().status()).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void aFailedBuildShowsItsOutput() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    maven(1);
    Files.delete(jar);
    Run run = launch("info");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).isEmpty();
    assertThat(run.errors())
        .isEqualTo("capstan: building …\nmaven speaks\ncapstan: the build failed\n");
    assertThat(jar).doesNotExist();
  }

  @Test
  void withoutMavenSaysSo() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Files.delete(jar);
    Run run = launch("info");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines()).singleElement().asString().contains("Maven 3.8");
  }

  private record Run(int status, List<String> lines, String errors) {}

  private Run launch(String... arguments) throws Exception {
    return run(launcher, temporary, arguments);
  }

  private Run run(Path command, Path folder, String... arguments) throws Exception {
    return finish(start(command, folder, arguments));
  }

  private Process start(Path command, Path folder, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Run finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output.lines().toList(), errors);
  }

  /** A JDK whose java prints the folder it lies in, then its arguments, one a line. */
  private Path jdk(Path folder, String version) throws IOException {
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
  private void maven(int status) throws IOException {
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

  private List<String> builds() throws IOException {
    Path notes = temporary.resolve("builds");
    return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
  }

  private void ageAll(int seconds) throws IOException {
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        age(file, seconds);
      }
    }
  }

  private static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Makes one of the machine's own commands available to the launcher. */
  private void install(String tool) throws IOException {
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
