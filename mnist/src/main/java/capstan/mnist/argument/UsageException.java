package capstan.mnist.argument;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What is wrong with a command line, in one line. */
public final class UsageException extends CommandLine.ParameterException {
  private static final long serialVersionUID = 1L;

  /**
   * Ends a command before it begins.
   *
   * @param command what was called
   * @param message names the option, what was expected and what was found
   */
  public UsageException(CommandSpec command, String message) {
    super(command.commandLine(), message);
  }
}
