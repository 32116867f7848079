package capstan.mnist.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code capstan experiment}: the papers' experiments, one command each. */
@Command(
    name = "experiment",
    description = "Repeats the papers' experiments.",
    synopsisSubcommandLabel = "EXPERIMENT",
    subcommands = {
      AblationExperiment.class,
      AffNistExperiment.class,
      RotationExperiment.class,
      PairExperiment.class
    })
final class Experiment implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by picocli. */
  Experiment() {}

  /** Without an experiment there is nothing to do. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "expected an experiment: " + String.join(", ", spec.subcommands().keySet()));
  }
}
