package capstan.mnist.command;

import capstan.mnist.exit.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code capstan bench}, as the list of commands has it: the launcher starts it from a jar of its
 * own, with its own options.
 */
@Command(
    name = "bench",
    description = "Measures the speed of kernels and training steps beside the machine's limits.")
final class BenchCommand implements Callable<Integer> {
  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure(
        "bench is not in this jar: start it as ./capstan bench in a checkout", null);
  }
}
