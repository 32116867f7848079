package capstan.mnist.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How the launcher finds a JDK, and what it starts with it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest extends LauncherSandbox {
  @Test
  void passesItsArgumentsAndTheNeededFlags() throws Exception {
    Path jdk = jdk(system.resolve("usr/lib/jvm/jdk 25"), "25.0.3");
    Run run = launch("predict", "my run", "seven.png");
    assertThat(run.status()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .startsWith(
            jdk.toString(),
            "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow")
        .endsWith(
            "-cp",
            jar.toString(),
            "capstan.mnist.command.Capstan",
            "predict",
            "my run",
            "seven.png");
  }

  @Test
  void anArchiveBringsItsOwnRuntimeAndJar() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Path runtime = jdk(checkout.resolve("runtime"), "25.0.3");
    Path carried = Files.createDirectory(checkout.resolve("lib")).resolve("capstan.jar");
    Files.move(jar, carried);
    assertThat(launch("info").lines())
        .startsWith(runtime.toString())
        .endsWith("-cp", carried.toString(), "capstan.mnist.command.Capstan", "info");
    Files.delete(carried);
    assertThat(launch("info").errors().lines())
        .singleElement()
        .asString()
        .contains("there is no " + carried);
  }

  @Test
  void theOptionsNameClassesThatAreThere() throws Exception {
    String options = Files.readString(Path.of("..", "jvm.options"));
    Matcher inlined = Pattern.compile("inline,([\\w.]+)::").matcher(options);
    assertThat(inlined.find()).isTrue();
    Class.forName(inlined.group(1));
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

  /** Set and empty it keeps UCX, below MPI, from taking the JVM's signals. */
  @Test
  void ucxLeavesSignalsAloneUnlessTheUserSaysOtherwise() throws Exception {
    Path jdk = jdk(temporary.resolve("jdk"), "25.0.3");
    environment.put("JAVA_HOME", jdk.toString());
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"<${UCX_ERROR_SIGNALS-unset}>\"\n");
    assertThat(launch().lines()).containsExactly("<>");
    environment.put("UCX_ERROR_SIGNALS", "SIGILL");
    assertThat(launch().lines()).containsExactly("<SIGILL>");
  }

  @Test
  void benchHasAJarOfItsOwn() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Path benchmarks = Files.copy(jar, jar.resolveSibling("benchmarks.jar"));
    assertThat(launch("bench", "--quick").lines())
        .endsWith("-cp", benchmarks.toString(), "capstan.bench.Bench", "--quick");
  }

  @Test
  void otherLibrariesHaveAJarOfTheirOwn() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Files.createDirectories(checkout.resolve("bench/src/peers"));
    Path benchmarks = Files.copy(jar, jar.resolveSibling("benchmarks-with-peers.jar"));
    assertThat(launch("bench", "--threads", "2", "--peers").lines())
        .endsWith("-cp", benchmarks.toString(), "capstan.bench.Bench", "--threads", "2", "--peers");
  }

  @Test
  void findsItselfWhateverItsFoldersAreCalled() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    for (String name : List.of("-e -x", "it's \"quoted\"", "$HOME `date` *", "zażółć")) {
      Path folder = Files.createDirectory(temporary.resolve(name));
      Path moved = Files.move(checkout, folder.resolve("capstan"));
      assertThat(run(moved.resolve("capstan"), folder, "info").lines())
          .as(name)
          .containsSubsequence("-cp", moved.resolve("target/launcher/capstan.jar").toString())
          .endsWith("info");
      checkout = Files.move(moved, checkout);
    }
    Files.move(checkout, temporary.resolve("-c"));
    Run run = run(Path.of("sh"), temporary, "--", "-c/capstan", "info");
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines()).endsWith("info");
  }

  @Test
  void aFolderWithAColonHasALinkWithout() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    Path moved = Files.createDirectory(temporary.resolve("co:lon")).resolve("capstan");
    Files.move(checkout, moved);
    for (int again = 0; again < 2; again++) {
      Run run = run(moved.resolve("capstan"), temporary, "info");
      assertThat(run.errors()).isEmpty();
      Path found = Path.of(run.lines().get(run.lines().indexOf("-cp") + 1));
      assertThat(found.toString()).startsWith(home + "/.cache/capstan/").doesNotContain(":");
      assertThat(found.toRealPath()).isEqualTo(moved.resolve("target/launcher/capstan.jar"));
    }

    environment.remove("HOME");
    environment.put("XDG_CACHE_HOME", moved.resolve("capstan").toString());
    Run run = run(moved.resolve("capstan"), temporary, "info");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines()).singleElement().asString().contains("colon", "co:lon");
  }

  @Test
  void aWorkingFolderThatIsGoneIsOneLine() throws Exception {
    jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    install("rmdir");
    Path gone = Files.createDirectory(temporary.resolve("gone"));
    String script = "rmdir '" + gone + "' && exec '" + launcher + "' info";
    environment.put("PATH", tools + ":/bin:/usr/bin");
    Run run = run(Path.of("sh"), gone, "-c", script);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines().filter(line -> line.startsWith("capstan: ")))
        .singleElement()
        .asString()
        .contains("the working folder no longer exists");
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
}
