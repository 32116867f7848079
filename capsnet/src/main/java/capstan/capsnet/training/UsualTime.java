package capstan.capsnet.training;

/**
 * How long something usually takes that is done over and over: an exponential moving average of its
 * times. Pauses, as of a stopped process or a laptop asleep, are no part of it.
 */
public final class UsualTime {
  /** Weight of the latest time: the last twenty or so count. */
  private static final double SMOOTHING = 0.05;

  /** What takes so many times the usual time holds a pause. */
  private static final double PAUSE = 20;

  /** So many of them in a row are no pauses: the work has become slower. */
  private static final int PATIENCE = 5;

  private int counted;
  private int pauses;
  private double usual = Double.NaN;

  /** Nothing was done yet. */
  public UsualTime() {}

  /**
   * Counts one.
   *
   * @param seconds that it took
   */
  public void add(double seconds) {
    if (seconds > PAUSE * usual && ++pauses < PATIENCE) {
      return;
    }
    if (pauses >= PATIENCE || seconds < usual / PAUSE) {
      counted = 0;
    }
    pauses = 0;
    counted++;
    // The first is cold, and forgotten at the second.
    double weight = Math.max(SMOOTHING, 1.0 / Math.max(1, counted - 1));
    usual = weight == 1 ? seconds : usual + weight * (seconds - usual);
  }

  /** In seconds; NaN before the first. */
  public double seconds() {
    return usual;
  }
}
