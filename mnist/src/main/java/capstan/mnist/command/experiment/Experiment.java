package capstan.mnist.command.experiment;

import capstan.mnist.argument.UsageException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code capstan experiment}: the papers' experiments, one command each. */
@Command(
    name = "experiment",
    description = "Repeats the papers' experiments.",
    synopsisSubcommandLabel = "EXPERIMENT")
public final class Experiment implements Runnable {
  /** Added by {@link capstan.mnist.command.Capstan}, where they are needed. */
  public static final List<Class<?>> EXPERIMENTS =
      List.of(
          AblationExperiment.class,
          AffNistExperiment.class,
          RotationExperiment.class,
          EquivarianceExperiment.class,
          PairExperiment.class,
          TransferExperiment.class);

  @Spec private CommandSpec spec;

  /** Without an experiment there is nothing to do. */
  @Override
  public void run() {
    throw new UsageException(
        spec, "expected an experiment: " + String.join(", ", spec.subcommands().keySet()));
  }
}
