package capstan.mnist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds, and what it says if it cannot. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherBuildTest extends LauncherSandbox {
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
}
