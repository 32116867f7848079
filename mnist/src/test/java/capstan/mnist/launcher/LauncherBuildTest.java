package capstan.mnist.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds, where, and what it says if it cannot. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherBuildTest extends LauncherSandbox {
  private Path source;

  @BeforeEach
  void aCheckoutWithSources() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Files.createFile(checkout.resolve("pom.xml"));
    source = Files.writeString(checkout.resolve("core/src/main/Tensor.java"), "class Tensor {}");
    Files.delete(jar);
  }

  private void built() throws Exception {
    maven(0);
    assertThat(launch("info").status()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void buildsWhenTheJarIsMissing() throws Exception {
    maven(0);
    Run run = launch("info");
    assertThat(run.errors()).isEqualTo("capstan: building …\n");
    assertThat(run.lines()).endsWith("info");
    assertThat(jar).hasContent("built\n");
    assertThat(builds()).singleElement().asString().contains("-pl mnist");
    launch("info");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void buildsWhenASourceIsChangedAddedRenamedOrGone() throws Exception {
    built();
    Files.writeString(source, "class Tensor { }");
    launch();
    assertThat(builds()).hasSize(2);

    Path added = Files.createFile(checkout.resolve("mnist/src/main/Added.java"));
    launch();
    assertThat(builds()).hasSize(3);

    Path renamed = Files.move(added, added.resolveSibling("Renamed.java"));
    launch();
    assertThat(builds()).hasSize(4);

    Files.delete(renamed);
    launch();
    assertThat(builds()).hasSize(5);

    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    launch();
    launch();
    assertThat(builds()).hasSize(6);
  }

  @Test
  void timesOfFilesAreNoReason() throws Exception {
    built();
    for (int days : List.of(-1000, 1000)) {
      Instant time = Instant.now().plusSeconds(days * 86_400L);
      Files.setLastModifiedTime(source, FileTime.from(time));
      Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(time));
      assertThat(launch("info").errors()).isEmpty();
    }
    assertThat(builds()).hasSize(1);
  }

  /** The old date of what comes out of an archive, and the same size. */
  @Test
  void anotherSourceOfTheSameTimeAndSizeIsSeen() throws Exception {
    built();
    FileTime time = Files.getLastModifiedTime(source);
    Files.writeString(source, "class Vector {}");
    Files.setLastModifiedTime(source, time);
    launch();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aSourceChangedWhileItBuildsIsBuiltNext() throws Exception {
    maven(0);
    Path maven = tools.resolve("mvn");
    String changing = Files.readString(maven).replace("sleep 0.3", "echo >>'" + source + "'");
    script(maven, changing);
    launch();
    maven(0);
    launch();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void benchmarksAreNoReasonToBuildTheProgram() throws Exception {
    built();
    Files.createFile(checkout.resolve("bench/src/main/Roofline.java"));
    launch();
    assertThat(builds()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoAtOnceBuildOnce(boolean withFlock) throws Exception {
    maven(0);
    if (withFlock) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "no flock on this machine");
      install("flock");
    }
    Process first = start(launcher, checkout, "one");
    Process second = start(launcher, checkout, "two");
    assertThat(finish(first).status()).isZero();
    assertThat(finish(second).status()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aLockWhoseHolderDiedIsTaken() throws Exception {
    maven(0);
    Process dead = new ProcessBuilder("sh", "-c", "exit").start();
    dead.waitFor();
    Path lock = jar.resolveSibling("lock.holder");
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));
    assertThat(launch().status()).isZero();
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @Test
  void whatAKilledBuildLeftIsRemoved() throws Exception {
    built();
    Path half = Files.createFile(checkout.resolve("mnist/target/classes/Half.class"));
    Files.writeString(source, "class Tensor { }");
    launch();
    assertThat(half).exists();

    script(
        tools.resolve("mvn"),
        Files.readString(tools.resolve("mvn")).replace("sleep 0.3", "kill -9 $PPID; exit"));
    Files.writeString(source, "class Tensor {  }");
    assertThat(launch().status()).isNotZero();
    Files.createFile(jar.resolveSibling("capstan.jar.copy"));
    Files.createFile(jar.resolveSibling("capstan.jar.4711"));
    maven(0);
    assertThat(launch().status()).isZero();
    assertThat(half).doesNotExist();
    try (Stream<Path> files = Files.list(jar.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("capstan.jar", "capstan.jar.sources", "lock", "mnist.log");
    }
  }

  @Test
  void aFailedBuildShowsItsOutput() throws Exception {
    maven(1);
    Run run = launch("info");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).isEmpty();
    assertThat(run.errors())
        .isEqualTo("capstan: building …\nmaven speaks\ncapstan: the build failed\n");
    assertThat(jar).doesNotExist();
  }

  @Test
  void withoutMavenSaysSo() throws Exception {
    Run run = launch("info");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines()).singleElement().asString().contains("Maven 3.8");
  }

  @Test
  void withoutMavenTheLastBuildIsRunWithANotice() throws Exception {
    built();
    Files.delete(tools.resolve("mvn"));
    assertThat(launch("info").errors()).isEmpty();
    Files.writeString(source, "class Tensor { }");
    Run run = launch("info");
    assertThat(run.status()).isZero();
    assertThat(run.lines()).contains(jar.toString()).endsWith("info");
    assertThat(run.errors().lines()).singleElement().asString().contains("no Maven", "last build");
  }

  /** A file where the folder should be stands for a file system that is read-only. */
  @Test
  void aCheckoutThatCannotBeWrittenToIsBuiltInTheUsersCache() throws Exception {
    Files.delete(jar.getParent());
    Files.delete(checkout.resolve("target"));
    Files.createFile(checkout.resolve("target"));
    maven(0);
    Run run = launch("info");
    assertThat(run.errors()).isEqualTo("capstan: building …\n");
    String found = run.lines().get(run.lines().indexOf("-cp") + 1);
    assertThat(found).startsWith(home + "/.cache/capstan/");
    Path place = Path.of(found).getParent().getParent().getParent();
    assertThat(place.resolve("core/src/main/Tensor.java")).hasSameBinaryContentAs(source);
    assertThat(place.resolve("bench/pom.xml")).exists();
    assertThat(launch("info").errors()).isEmpty();

    Files.delete(source);
    launch();
    assertThat(place.resolve("core/src/main/Tensor.java")).doesNotExist();
    assertThat(builds()).hasSize(2).allMatch(words -> words.contains("-f " + place + "/pom.xml"));

    environment.remove("HOME");
    environment.put("XDG_CACHE_HOME", launcher.toString());
    run = launch();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines()).singleElement().asString().contains("cannot write to");
  }
}
