package capstan.mnist.command;

import capstan.capsnet.text.ShownName;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.shell.CompletionFiles;
import capstan.mnist.shell.FishCompletion;
import capstan.mnist.shell.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code capstan completion}: completion for shells. */
@Command(
    name = "completion",
    description = "Prints or installs a completion script for bash, zsh and fish.",
    footer = {
      "",
      "Without --install, for one session:",
      "  in bash and zsh  source <(capstan completion)",
      "  in fish          capstan completion fish | source"
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      converter = Shell.Named.class,
      description =
          "One of ${COMPLETION-CANDIDATES} (default: bash; with --install, all that are"
              + " installed).")
  private Shell shell;

  @Option(
      names = "--install",
      description =
          "Write the script where the shell looks for a user's own, and the manual page where man"
              + " does; for zsh a line in .zshrc too.")
  private boolean install;

  @Override
  public Integer call() throws IOException, CommandFailure {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    if (install) {
      install(root, out);
    } else {
      out.print(shell == Shell.FISH ? FishCompletion.of(root) : CompletionFiles.script(root));
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private void install(CommandLine root, PrintWriter out) throws IOException, CommandFailure {
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
    CompletionFiles files = new CompletionFiles(root, System.getenv(), Path.of(home));
    List<Shell> shells = shell == null ? files.shells() : List.of(shell);
    if (shells.isEmpty()) {
      throw new CommandFailure(
          "found neither bash nor zsh nor fish on the PATH; name one: capstan completion fish"
              + " --install",
          null);
    }
    files.install(shells).forEach(file -> out.println("written  " + ShownName.of(file)));
    out.println("New shells complete what is typed after capstan, and 'man capstan' shows all.");
  }
}
