package capstan.mnist.display;

import capstan.mnist.input.PictureListener;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;

/**
 * Shows how far the reading of pictures is, once it has taken a second: a bar on a terminal, a line
 * every ten seconds elsewhere.
 */
public final class PictureDisplay implements PictureListener, AutoCloseable {
  private static final long PATIENCE = 1_000_000_000L;
  private static final long INTERVAL = 10_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final Bar bar = new Bar();
  private long next;
  private boolean begun;

  /**
   * Shows how pictures are read.
   *
   * @param out where to
   * @param terminal whether a person is watching, so that a bar may be drawn over again
   */
  public PictureDisplay(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void read(int done, int total) {
    long now = System.nanoTime();
    if (!begun) {
      begun = true;
      next = now + PATIENCE;
    }
    if (bar.isShown()) {
      bar.stepTo(done);
    } else if (now >= next && terminal) {
      bar.start("pictures", total, "", 1, done);
    } else if (now >= next) {
      out.println("reading pictures: " + Figures.count(done) + " of " + Figures.count(total));
      out.flush();
      next = now + INTERVAL;
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    bar.close();
  }
}
