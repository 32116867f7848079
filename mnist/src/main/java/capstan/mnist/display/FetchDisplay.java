package capstan.mnist.display;

import capstan.mnist.fetch.FetchListener;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;

/** Shows a download: a bar a file on a terminal, a line a file elsewhere. */
public final class FetchDisplay implements FetchListener, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final PrintWriter out;
  private final boolean terminal;

  private final Bar bar = new Bar();

  /**
   * Shows downloads.
   *
   * @param out where to
   * @param terminal whether a person is watching, so that a bar may be drawn over again
   */
  public FetchDisplay(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void present(String file) {
    say(file + ": already there, checksum right");
  }

  @Override
  public void waiting(Path folder) {
    say("waiting for another download into " + folder);
  }

  @Override
  public void started(String file, URI from, long done, long total) {
    String begin = done == 0 ? "fetching " : "going on with ";
    say(begin + file + " (" + megabytes(total) + ") from " + from.getHost());
    if (terminal) {
      bar.start(file, total, " MB", MEGABYTE, done);
    }
  }

  @Override
  public void progressed(String file, long done, long total) {
    bar.stepTo(done);
  }

  @Override
  public void failed(String file, URI from, String reason) {
    say(file + ": " + from.getHost() + ": " + reason);
  }

  @Override
  public void finished(String file) {
    say(file + ": complete, checksum right");
  }

  private void say(String line) {
    close();
    out.println(line);
    out.flush();
  }

  private static String megabytes(long bytes) {
    return Figures.decimal((double) bytes / MEGABYTE, 1) + " MB";
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    bar.close();
  }
}
