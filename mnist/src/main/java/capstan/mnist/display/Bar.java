package capstan.mnist.display;

import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How progress bars look: one line of the terminal, gone when the work is done. */
final class Bar implements AutoCloseable {
  private static final int REDRAW_MILLISECONDS = 250;

  /** Null while there is none. */
  private ProgressBar shown;

  /** Whether there is one. */
  boolean isShown() {
    return shown != null;
  }

  /** How far it is. */
  long done() {
    return shown.getCurrent();
  }

  /**
   * Begins.
   *
   * @param name what is done, in a word or two
   * @param total units of work
   * @param unit such as "MB", empty for a bare count
   * @param unitSize how many make one of the unit
   * @param done of them before
   */
  void start(String name, long total, String unit, long unitSize, long done) {
    ProgressBarBuilder builder =
        plain(name, total)
            .setStyle(unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .showSpeed(new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .startsFrom(done, java.time.Duration.ZERO);
    if (!unit.isEmpty()) {
      builder.setUnit(unit, unitSize);
    }
    shown = builder.build();
  }

  /**
   * Begins one whose figures come from a training, see {@link ProgressLine}.
   *
   * @param name what is done, in a word or two
   * @param total units of work
   */
  void startTraining(String name, long total) {
    shown = plain(name, total).setRenderer(new ProgressLine(unicode())).build();
  }

  /** Shows how far it is, if there is one. */
  void stepTo(long done) {
    if (shown != null) {
      shown.stepTo(done);
    }
  }

  /** Shows figures beside it. */
  void figures(List<String> figures) {
    shown.setExtraMessage(ProgressLine.message(figures));
  }

  /** Takes it away, if there is one. */
  @Override
  public void close() {
    if (shown != null) {
      shown.close();
      shown = null;
    }
  }

  private static ProgressBarBuilder plain(String name, long total) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .setUpdateIntervalMillis(REDRAW_MILLISECONDS)
        .continuousUpdate()
        .setConsumer(new ConsoleProgressBarConsumer(System.out, Terminal.width() - 1))
        .clearDisplayOnFinish();
  }

  private static boolean unicode() {
    return StandardCharsets.UTF_8.name().equalsIgnoreCase(System.getProperty("stdout.encoding"));
  }
}
