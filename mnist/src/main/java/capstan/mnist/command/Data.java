package capstan.mnist.command;

import capstan.mnist.argument.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code capstan data}: commands about data sets. */
@Command(
    name = "data",
    description = "Fetches data sets, and shows what is in them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {FetchData.class, ShowData.class},
    footer = {
      "",
      "Where a command has no --data it looks in the folder that CAPSTAN_DATA names, then in"
          + " data/mnist, then tries to fetch MNIST there, and without a network draws digits"
          + " itself."
    })
public final class Data implements Runnable {
  @Spec private CommandSpec spec;

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new UsageException(spec, "expected a command: fetch or show");
  }
}
