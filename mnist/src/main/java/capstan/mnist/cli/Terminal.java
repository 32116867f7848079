package capstan.mnist.cli;

import java.io.Console;
import java.io.IOException;
import org.jline.terminal.TerminalBuilder;

/** What standard output is connected to. */
final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** Whether a person is watching, so that a line may be drawn over again and again. */
  @SuppressWarnings("SystemConsoleNull") // since release 25 it may be null again
  static boolean present() {
    Console console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /**
   * Columns of the terminal. The library of progress bars would ask for them in a way that takes
   * Ctrl-C for itself, so it is told.
   */
  static int width() {
    try (org.jline.terminal.Terminal terminal =
        TerminalBuilder.builder().nativeSignals(false).dumb(true).build()) {
      int width = terminal.getWidth();
      return width > 0 ? width : USUAL_WIDTH;
    } catch (IOException unknown) {
      return USUAL_WIDTH;
    }
  }
}
