package capstan.mnist.text;

import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;
import java.util.Locale;

/** How numbers are written for people. */
public final class Figures {
  private Figures() {}

  /** An integer with its thousands apart, as in 60,000. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number of things, as in "1 epoch" or "3 epochs". */
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** Bytes in whole mebibytes, rounded up. */
  public static String mebibytes(long bytes) {
    return count((bytes + (1 << 20) - 1) >> 20) + " MiB";
  }

  /** A time such as 8.1 s, 1 min 5 s or 2 h 3 min. */
  public static String duration(double seconds) {
    if (seconds < 59.95) {
      return decimal(seconds, 1) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** A number as short as it is, as in "15" or "7.5". */
  public static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** A number with a fixed count of decimals. */
  public static String decimal(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A number with its sign and a fixed count of decimals, as in "+0.31". */
  public static String signed(double value, int decimals) {
    return String.format(Locale.ROOT, "%+." + decimals + "f", value);
  }

  /** An error, as in "0.35 % (35 of 10,000; 95 % interval 0.25 to 0.49 %)". */
  public static String error(Score score) {
    if (!score.exists()) {
      return Settings.NONE;
    }
    return "%s (%s of %s; 95 %% interval %s)"
        .formatted(
            percent(score.errorPercent(), 2),
            count(score.wrong()),
            count(score.images()),
            interval(score.errorIntervalPercent()));
  }

  /** The interval of a percentage, as in "0.25 to 0.49 %". */
  public static String interval(WilsonInterval percent) {
    return decimal(percent.low(), 2) + " to " + percent(percent.high(), 2);
  }

  /** A percentage, as in "0.35 %"; a dash if nothing was measured. */
  public static String percent(double percent, int decimals) {
    return Double.isNaN(percent) ? Settings.NONE : decimal(percent, decimals) + " %";
  }
}
