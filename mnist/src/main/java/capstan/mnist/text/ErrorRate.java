package capstan.mnist.text;

import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;

/**
 * How many images were misread, for programs.
 *
 * @param wrong how many
 * @param errorPercent those in percent; NaN without images
 * @param lowPercent lower end of the 95 % interval of the error
 * @param highPercent its upper end
 */
public record ErrorRate(int wrong, double errorPercent, double lowPercent, double highPercent) {

  /** Of so many images, with this interval in percent. */
  public static ErrorRate of(int images, int wrong, WilsonInterval percent) {
    double error = images == 0 ? Double.NaN : 100.0 * wrong / images;
    return new ErrorRate(wrong, error, percent.low(), percent.high());
  }

  /** Of a score. */
  public static ErrorRate of(Score score) {
    return of(score.images(), score.wrong(), score.errorIntervalPercent());
  }
}
