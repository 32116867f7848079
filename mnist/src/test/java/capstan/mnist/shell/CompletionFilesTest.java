package capstan.mnist.shell;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.command.Capstan;
import capstan.mnist.command.CommandRun;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.launcher.LauncherSandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where completion and the manual page are put, and what fish gets. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CompletionFilesTest {
  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();

  private List<String> install(Shell... shells) throws Exception {
    return new CompletionFiles(Capstan.commandLine(), environment, home)
        .install(List.of(shells)).stream().map(file -> home.relativize(file).toString()).toList();
  }

  @Test
  void everyShellHasItsPlace() throws Exception {
    String script = ".local/share/bash-completion/completions/capstan";
    String page = ".local/share/man/man1/capstan.1";
    assertThat(install(Shell.BASH)).containsExactly(script, page);
    assertThat(install(Shell.FISH)).containsExactly(".config/fish/completions/capstan.fish", page);
    assertThat(install(Shell.ZSH)).containsExactly(script, ".zshrc", page);
    assertThat(home.resolve(script)).content().contains("complete -F _complete_capstan");
    assertThat(home.resolve(page)).content().startsWith(".TH CAPSTAN 1");
  }

  @Test
  void variablesOfTheUserNameOtherPlaces() throws Exception {
    environment.put("XDG_DATA_HOME", home.resolve("data").toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("settings").toString());
    environment.put("BASH_COMPLETION_USER_DIR", "not absolute");
    environment.put("ZDOTDIR", Files.createDirectory(home.resolve("zsh")).toString());
    assertThat(install(Shell.values()))
        .containsExactly(
            "data/bash-completion/completions/capstan",
            "zsh/.zshrc",
            "settings/fish/completions/capstan.fish",
            "data/man/man1/capstan.1");
  }

  @Test
  void aSecondTimeChangesNothing() throws Exception {
    Path settings = Files.writeString(home.resolve(".zshrc"), "setopt autocd");
    install(Shell.ZSH);
    String line = "source " + home.resolve(".local/share/bash-completion/completions/capstan");
    assertThat(settings).hasContent("setopt autocd\n" + line + "\n");
    assertThat(install(Shell.ZSH)).doesNotContain(".zshrc");
    assertThat(settings).hasContent("setopt autocd\n" + line + "\n");
  }

  @Test
  void shellsAreThoseOnThePath() throws Exception {
    CompletionFiles files = new CompletionFiles(Capstan.commandLine(), environment, home);
    assertThat(files.shells()).isEmpty();
    environment.put("PATH", home.resolve("none") + ":" + home);
    LauncherSandbox.script(home.resolve("fish"), "#!/bin/sh\n");
    Files.createFile(home.resolve("zsh"));
    assertThat(files.shells()).containsExactly(Shell.FISH);
  }

  @Test
  void fishKnowsCommandsOptionsValuesAndFiles() {
    String seen = "__fish_seen_subcommand_from ";
    assertThat(CommandRun.of("completion", "fish").succeeded().out().lines())
        .anyMatch(
            line ->
                line.startsWith("complete -c capstan -n 'not " + seen + "train evaluate")
                    && line.endsWith("-f -a 'train' -d 'Trains a network'"))
        .anyMatch(
            line ->
                line.startsWith("complete -c capstan -n '" + seen + "train' -l preset -x -a 'paper")
                    && line.contains(" tensorflow "))
        .anyMatch(line -> line.startsWith("complete -c capstan -n '" + seen + "train' -l data -r"))
        .anyMatch(
            line ->
                line.startsWith(
                    "complete -c capstan -n '"
                        + seen
                        + "data; and not "
                        + seen
                        + "fetch show' -f -a"
                        + " 'fetch'"))
        .anyMatch(
            line ->
                line.startsWith(
                    "complete -c capstan -n '" + seen + "data; and " + seen + "fetch' -s h"));
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(CommandRun.of("completion", "tcsh").failed(ExitStatus.USAGE))
        .contains("expected bash, zsh or fish, found 'tcsh'");
  }
}
