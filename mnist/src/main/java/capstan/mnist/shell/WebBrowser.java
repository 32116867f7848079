package capstan.mnist.shell;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The user's browser, as the system knows it. */
public final class WebBrowser {
  private WebBrowser() {}

  /**
   * Opens an address if there is a screen to show it on; the address is printed in any case, so
   * that a system without a browser lacks nothing.
   *
   * @param address of a page
   */
  public static void open(URI address) {
    List<String> command = command(System.getProperty("os.name").toLowerCase(Locale.ROOT));
    boolean screen =
        !command.getFirst().equals("xdg-open")
            || System.getenv("DISPLAY") != null
            || System.getenv("WAYLAND_DISPLAY") != null;
    if (!screen) {
      return;
    }
    List<String> words = new ArrayList<>(command);
    words.add(address.toString());
    ProcessBuilder process = new ProcessBuilder(words);
    process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      process.start();
    } catch (IOException _) {
      // Whoever has no such program opens the address that was printed.
    }
  }

  private static List<String> command(String system) {
    if (system.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler");
    }
    return List.of(system.startsWith("mac") ? "open" : "xdg-open");
  }
}
