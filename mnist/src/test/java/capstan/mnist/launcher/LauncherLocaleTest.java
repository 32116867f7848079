package capstan.mnist.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which locale the program gets; a {@code locale} of the test's own says what is installed. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherLocaleTest extends LauncherSandbox {
  @BeforeEach
  void aJdkThatTellsTheLocale() throws Exception {
    Path jdk = jdk(system.resolve("usr/lib/jvm/a"), "25.0.3");
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"${LC_ALL:-unset}\"\n");
  }

  private void installed(String... locales) throws Exception {
    script(
        tools.resolve("locale"),
        """
        #!/bin/sh
        if [ "$1" = -a ]; then
          printf '%%s\\n' C POSIX %1$s
          exit
        fi
        asked=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
        for known in %1$s; do
          if [ "$asked" = "$known" ]; then
            case $known in *1) echo ISO-8859-1 ;; *) echo UTF-8 ;; esac
            exit
          fi
        done
        [ "$asked" = C ] || echo 'locale: Cannot set LC_CTYPE to default locale' >&2
        echo ANSI_X3.4-1968
        """
            .formatted(String.join(" ", locales)));
  }

  @Test
  void oneThatIsInstalledIsKept() throws Exception {
    installed("C.UTF-8", "de_DE.UTF-8", "fr_FR.ISO-8859-1");
    environment.put("LANG", "de_DE.UTF-8");
    assertThat(launch().lines()).containsExactly("unset");
    environment.put("LANG", "fr_FR.ISO-8859-1");
    assertThat(launch().lines()).containsExactly("unset");
    environment.put("LC_ALL", "de_DE.UTF-8");
    assertThat(launch().lines()).containsExactly("de_DE.UTF-8");
  }

  @Test
  void whereNoneIsSetOrAUsersIsMissingOneOfUtf8IsTaken() throws Exception {
    installed("C.UTF-8", "de_DE.UTF-8");
    assertThat(launch().lines()).containsExactly("C.UTF-8");
    environment.put("LC_ALL", "C");
    assertThat(launch().lines()).containsExactly("C.UTF-8");
    environment.put("LC_ALL", "en_US.UTF-8");
    assertThat(launch().lines()).containsExactly("C.UTF-8");
    environment.remove("LC_ALL");
    environment.put("LANG", "en_US.UTF-8");
    assertThat(launch().lines()).containsExactly("C.UTF-8");
  }

  @Test
  void whateverIsInstalledServes() throws Exception {
    installed("fr_FR.ISO-8859-1", "de_DE.utf8");
    environment.put("LANG", "en_US.UTF-8");
    assertThat(launch().lines()).containsExactly("de_DE.utf8");
    installed("en_US.UTF-8");
    environment.put("LANG", "C");
    assertThat(launch().lines()).containsExactly("en_US.UTF-8");
  }

  @Test
  void whereNobodyKnowsItIsTheUsualOne() throws Exception {
    environment.put("LANG", "en_US.UTF-8");
    assertThat(launch().lines()).containsExactly("C.UTF-8");
    installed();
    assertThat(launch().lines()).containsExactly("C.UTF-8");
  }
}
