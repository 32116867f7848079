package capstan.capsnet.run;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the weights that a training goes through are its network's, and when it has gone far
 * enough. The test images have no say in it.
 *
 * @param average decay of their exponential average over the steps, which is evaluated and saved in
 *     their place; 0 for none
 * @param keep which epoch's they are
 * @param patience the training ends after so many epochs without a better validation; 0 for never
 */
public record Selection(
    @Tunable(
            name = "average",
            help =
                "Test and save the weights' exponential average over the steps, of this decay, 0"
                    + " for the weights of the last step",
            least = 0,
            most = 0.999999)
        double average,
    @Tunable(
            name = "keep",
            help =
                "Which epoch's weights are the network's, best for those of the least validation"
                    + " error; the test images are then tested once, at the end")
        Keep keep,
    @Tunable(
            name = "patience",
            help = "End after N epochs without a better validation, 0 for never",
            least = 0,
            most = 1_000_000)
        int patience) {

  /** None: the weights of the last step, after all epochs. */
  public static final Selection NONE = new Selection(0, Keep.LAST, 0);

  /** Fewer errors are better, then less loss. */
  private static final Comparator<EpochMetrics> BETTER_FIRST =
      Comparator.<EpochMetrics>comparingInt(epoch -> epoch.validation().wrong())
          .thenComparingDouble(epoch -> epoch.validation().meanLoss());

  /** The epochs to choose from. */
  public enum Keep {
    /** The latest. */
    @JsonProperty("last")
    LAST,
    /** That of the least validation error, of several the one of the least loss, then the later. */
    @JsonProperty("best")
    BEST
  }

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public Selection {
    Setting.check(Selection.class, average, keep, patience);
  }

  /** Whether the average is the network's. */
  public boolean averages() {
    return average > 0;
  }

  /** Whether the weights of the best epoch are the network's. */
  public boolean keepsBest() {
    return keep == Keep.BEST;
  }

  /** How many further copies of the weights a training needs for it. */
  public int copies() {
    return (averages() ? 1 : 0) + (keepsBest() ? 1 : 0);
  }

  /**
   * Checks that there is something to choose by.
   *
   * @param validation whether the network is tested on other images than the test images
   * @throws InvalidSettingException if there has to be, and is not; names the setting
   */
  public void requireValidation(boolean validation) {
    if (!validation && (keepsBest() || patience > 0)) {
      throw new InvalidSettingException(
          "%s: there are no validation images to judge by; hold some out by --validation"
              .formatted(keepsBest() ? "keep best" : "patience " + patience));
    }
  }

  /**
   * The epoch whose weights are the network's; empty before the first.
   *
   * @param epochs that are done, in order
   */
  public Optional<EpochMetrics> of(List<EpochMetrics> epochs) {
    return keepsBest() ? best(epochs) : epochs.stream().reduce((_, later) -> later);
  }

  /** The best epoch by validation, of equals the latest; empty before the first. */
  public static Optional<EpochMetrics> best(List<EpochMetrics> epochs) {
    return epochs.reversed().stream().min(BETTER_FIRST);
  }

  /** The epoch since which none was better, of equals the earliest; empty before the first. */
  public static Optional<EpochMetrics> earliestBest(List<EpochMetrics> epochs) {
    return epochs.stream().min(BETTER_FIRST);
  }

  /**
   * Whether patience is at its end.
   *
   * @param epochs that are done, in order
   */
  public boolean isExhausted(List<EpochMetrics> epochs) {
    return patience > 0
        && earliestBest(epochs)
            .filter(best -> epochs.size() - best.epoch() >= patience)
            .isPresent();
  }

  /**
   * Whether nothing is left to do after some epochs: neither steps, nor the test of the best.
   *
   * @param epochs that are done, in order
   * @param planned how many are asked for
   */
  public boolean isComplete(List<EpochMetrics> epochs, int planned) {
    return (epochs.size() >= planned || isExhausted(epochs)) && !owesTest(epochs);
  }

  /**
   * Whether the network of the chosen epoch is still to be tested, once all epochs are done.
   *
   * @param epochs that are done, in order
   */
  public boolean owesTest(List<EpochMetrics> epochs) {
    return of(epochs).filter(epoch -> !epoch.test().exists()).isPresent();
  }
}
