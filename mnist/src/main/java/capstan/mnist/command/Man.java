package capstan.mnist.command;

import capstan.mnist.exit.ExitStatus;
import capstan.mnist.shell.ManualPage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code capstan man}: all help as one page. */
@Command(
    name = "man",
    description = {
      "Prints the manual page: all help at once.",
      "",
      "To read it: capstan man | man -l -",
      "To have 'man capstan' find it: capstan completion --install"
    })
final class Man implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(ManualPage.of(spec.root()));
    spec.commandLine().getOut().flush();
    return ExitStatus.DONE;
  }
}
