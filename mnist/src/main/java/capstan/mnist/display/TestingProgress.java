package capstan.mnist.display;

import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.training.UsualTime;
import capstan.mnist.experiment.UnfinishedTest;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * How far a long test of several networks is: a bar on a terminal, elsewhere a line every ten
 * seconds.
 */
public final class TestingProgress implements EvaluationListener, AutoCloseable {
  private static final long INTERVAL = 10_000_000_000L;

  private final PrintWriter out;
  private final int networks;
  private final UsualTime perImage = new UsualTime();
  private int network;
  private long shown = System.nanoTime();

  /** When the latest images were done, and how many there were by then. */
  private long latest = shown;

  private long before;

  private final Bar bar = new Bar();

  /**
   * Of several networks.
   *
   * @param out where lines go
   * @param networks how many there are
   */
  public TestingProgress(PrintWriter out, int networks) {
    this.out = out;
    this.networks = networks;
  }

  @Override
  public void evaluated(int images, int of) {
    long done = (long) network * of + images;
    long all = (long) networks * of;
    if (Terminal.present()) {
      if (!bar.isShown()) {
        bar.start("testing", all, "", 1, 0);
      }
      bar.stepTo(done);
    } else if (reckon(done) - shown >= INTERVAL) {
      shown = latest;
      out.printf(
          "tested %s of %s images, about %s to go%n",
          Figures.count(done),
          Figures.count(all),
          Figures.duration(perImage.seconds() * (all - done)));
      out.flush();
    }
    if (images == of) {
      network++;
    }
  }

  /** Counts the images that were done since the time before, and gives the time. */
  private long reckon(long done) {
    long now = System.nanoTime();
    if (done > before) {
      perImage.add((now - latest) / 1e9 / (done - before));
    }
    before = done;
    latest = now;
    return now;
  }

  /**
   * A test that goes on where it was stopped; what is there from before is reported.
   *
   * @param folder where its results go
   * @param out where that is printed
   */
  public static UnfinishedTest unfinished(Path folder, PrintWriter out) throws IOException {
    UnfinishedTest test = UnfinishedTest.in(folder);
    int parts = test.parts();
    if (parts > 0) {
      out.println(
          "going on with a test that was stopped: " + Figures.count(parts, "part") + " done");
      out.flush();
    }
    return test;
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    bar.close();
  }
}
