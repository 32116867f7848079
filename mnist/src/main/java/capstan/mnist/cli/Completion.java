package capstan.mnist.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code capstan completion}: completion for shells. */
@Command(
    name = "completion",
    description = "Prints a completion script for bash and zsh.",
    footer = {
      "",
      "In bash, for this session or in ~/.bashrc:",
      "  source <(capstan completion)",
      "In zsh, in ~/.zshrc after 'autoload -U compinit && compinit', the same line."
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Made by picocli. */
  Completion() {}

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(root.getCommandName(), root));
    out.println();
    out.flush();
    return ExitStatus.DONE;
  }
}
