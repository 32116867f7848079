package capstan.capsnet.run;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;

/**
 * What a step does beside Adam. Files of earlier versions have {@link #NONE} of it.
 *
 * @param warmUp steps in which the rate rises along a line from nothing to what its rule says: that
 *     of the first step is rate / warmUp
 * @param weightDecay a step takes away this part of each weight, times the rate, apart from Adam
 *     (Loshchilov and Hutter, 2019); biases, and parameters of one axis, stay
 * @param clipNorm the gradients together, as one vector, are made no longer than this; 0 for none
 * @param accumulate batches whose gradients one step takes together, as their mean over all images;
 *     the last step of an epoch may have fewer
 */
public record Optimization(
    @Tunable(
            name = "warm-up",
            help =
                "Steps in which the rate rises along a line from nothing to its rule, 0 for none",
            least = 0,
            most = 1e12)
        long warmUp,
    @Tunable(
            name = "weight-decay",
            help = "A step takes away this part of every weight, times the rate, apart from Adam",
            least = 0,
            most = 100)
        double weightDecay,
    @Tunable(
            name = "clip-norm",
            help = "The gradients together are made no longer than this, 0 for any length",
            least = 0,
            most = 1_000_000)
        double clipNorm,
    @Tunable(
            name = "accumulate",
            help = "Batches whose gradients make one step, in the memory of one batch",
            most = 65_536)
        int accumulate) {

  /** Adam alone. */
  public static final Optimization NONE = new Optimization(0, 0, 0, 1);

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public Optimization {
    Setting.check(Optimization.class, warmUp, weightDecay, clipNorm, accumulate);
  }

  /**
   * Steps of an epoch.
   *
   * @param batches of an epoch
   */
  public int stepsPerEpoch(int batches) {
    return Math.ceilDiv(batches, accumulate);
  }
}
