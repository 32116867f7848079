package capstan.mnist.display;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Help.Ansi;

/** What standard output and standard error are connected to. */
public final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** Whether a person is watching, so that a line may be drawn over again and again. */
  @SuppressWarnings("SystemConsoleNull") // since release 25 it may be null again
  public static boolean present() {
    Console console = System.console();
    return console != null && console.isTerminal() && !isDumb();
  }

  private static boolean isDumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  /** Colours of help: where a person is watching who has not set {@code NO_COLOR}. */
  public static Ansi colours() {
    return isDumb() ? Ansi.OFF : Ansi.AUTO;
  }

  /** Says at once on standard error what is wrong. */
  public static void complain(PrintWriter err, String text) {
    err.println(complaint(text));
    err.flush();
  }

  /**
   * A line for standard error: the program's name, coloured where that is a terminal, and a text.
   *
   * @param text of one line
   */
  public static String complaint(String text) {
    return complaint("capstan", text);
  }

  /**
   * A line for standard error.
   *
   * @param program its name
   * @param text of one line
   */
  public static String complaint(String program, String text) {
    // The JVM does not tell what standard error is; the launcher does.
    boolean coloured =
        "terminal".equals(System.getProperty("capstan.errors"))
            && System.getenv("NO_COLOR") == null
            && !isDumb();
    return (coloured ? Ansi.ON : Ansi.OFF).string("@|bold,red " + program + ":|@ ") + text;
  }

  /**
   * Columns of the terminal. The library of progress bars would ask for them in a way that takes
   * Ctrl-C for itself, so it is set to.
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
