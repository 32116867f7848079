package capstan.mnist.display;

import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How progress bars look: one line of the terminal, gone when the work is done. */
final class Bar {
  private static final int REDRAW_MILLISECONDS = 250;

  private Bar() {}

  /**
   * A bar on standard output.
   *
   * @param name what is done, in a word or two
   * @param total units of work
   * @param unit such as "MB", empty for a bare count
   * @param unitSize how many make one of the unit
   * @param done of them before
   * @param width columns of the terminal
   */
  static ProgressBar start(
      String name, long total, String unit, long unitSize, long done, int width) {
    ProgressBarBuilder builder =
        plain(name, total, width)
            .setStyle(unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            .showSpeed(new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .startsFrom(done, java.time.Duration.ZERO);
    if (!unit.isEmpty()) {
      builder.setUnit(unit, unitSize);
    }
    return builder.build();
  }

  /**
   * A bar on standard output whose figures come from a training, see {@link ProgressLine}.
   *
   * @param name what is done, in a word or two
   * @param total units of work
   * @param width columns of the terminal
   */
  static ProgressBar ofTraining(String name, long total, int width) {
    return plain(name, total, width).setRenderer(new ProgressLine(unicode())).build();
  }

  private static ProgressBarBuilder plain(String name, long total, int width) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .setUpdateIntervalMillis(REDRAW_MILLISECONDS)
        .continuousUpdate()
        .setConsumer(new ConsoleProgressBarConsumer(System.out, width - 1))
        .clearDisplayOnFinish();
  }

  private static boolean unicode() {
    return StandardCharsets.UTF_8.name().equalsIgnoreCase(System.getProperty("stdout.encoding"));
  }
}
