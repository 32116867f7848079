package capstan.mnist.shell;

import capstan.capsnet.file.AtomicFile;
import capstan.mnist.text.ShellWord;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Puts completion scripts and the manual page where shells and man look for a user's own. What is
 * there already is written anew.
 */
public final class CompletionFiles {
  private final CommandLine root;
  private final Map<String, String> environment;
  private final Path home;
  private final Path data;
  private final List<Path> written = new ArrayList<>();

  /**
   * For a user.
   *
   * @param root of all commands
   * @param environment the user's variables
   * @param home the user's folder
   */
  public CompletionFiles(CommandLine root, Map<String, String> environment, Path home) {
    this.root = root;
    this.environment = environment;
    this.home = home;
    this.data = folder("XDG_DATA_HOME", home.resolve(".local/share"));
  }

  /** The script for bash and zsh. */
  public static String script(CommandLine root) {
    return AutoComplete.bash(root.getCommandName(), root) + System.lineSeparator();
  }

  /** The shells that are installed. */
  public List<Shell> shells() {
    String[] folders = environment.getOrDefault("PATH", "").split(File.pathSeparator);
    return Stream.of(Shell.values())
        .filter(
            shell ->
                Stream.of(folders)
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell.toString()))))
        .toList();
  }

  /**
   * Writes what these shells need, and the manual page.
   *
   * @return the files that were written
   * @throws IOException if one cannot be
   */
  public List<Path> install(List<Shell> shells) throws IOException {
    String name = root.getCommandName();
    Path script =
        folder("BASH_COMPLETION_USER_DIR", data.resolve("bash-completion"))
            .resolve("completions")
            .resolve(name);
    for (Shell shell : shells) {
      switch (shell) {
        case BASH -> write(script, script(root));
        case ZSH -> {
          write(script, script(root));
          sourceInZsh(script);
        }
        case FISH ->
            write(
                folder("XDG_CONFIG_HOME", home.resolve(".config"))
                    .resolve("fish/completions")
                    .resolve(name + ".fish"),
                FishCompletion.of(root));
      }
    }
    write(data.resolve("man/man1").resolve(name + ".1"), ManualPage.of(root.getCommandSpec()));
    return written.stream().distinct().toList();
  }

  /** Zsh searches no folder of the user's by itself, so a line of its settings names the script. */
  private void sourceInZsh(Path script) throws IOException {
    Path settings = folder("ZDOTDIR", home).resolve(".zshrc");
    String line = "source " + ShellWord.quoted(script.toString());
    String before = "";
    try {
      before = Files.readString(settings);
    } catch (NoSuchFileException none) {
      // It begins with that line.
    }
    if (before.lines().noneMatch(line::equals)) {
      String end = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      Files.writeString(
          settings, end + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      written.add(settings);
    }
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    written.add(file);
  }

  private Path folder(String variable, Path otherwise) {
    String value = environment.getOrDefault(variable, "");
    return value.startsWith("/") ? Path.of(value) : otherwise;
  }
}
