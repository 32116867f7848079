package capstan.mnist.option;

import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many pairs are trained on, and how often they are tested. */
public final class PairCounts {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Range(least = 1, most = 1_000_000_000)
  @Option(
      names = "--pairs",
      order = 4,
      paramLabel = "N",
      defaultValue = "600000",
      description =
          "Pairs to train on (default: ${DEFAULT-VALUE}). Without --pairs-per-epoch they are cut"
              + " into equal epochs of at most one pair for each training image; where that leaves"
              + " a remainder, N is rounded up to make the epochs equal.")
  private int pairs;

  @Range(least = 1, most = 1_000_000_000)
  @Option(
      names = "--pairs-per-epoch",
      order = 5,
      paramLabel = "N",
      description = "Pairs from one test to the next; it must divide --pairs.")
  private Integer pairsPerEpoch;

  /**
   * Checks what can be checked before there are images.
   *
   * @throws UsageException if epochs would not be whole
   */
  public void check() {
    if (pairsPerEpoch != null && pairs % pairsPerEpoch != 0) {
      throw new UsageException(
          spec,
          "--pairs-per-epoch must divide the " + pairs + " of --pairs, found " + pairsPerEpoch);
    }
  }

  /**
   * Epochs of the run.
   *
   * @param images training images
   */
  public int epochs(int images) {
    return Math.ceilDiv(pairs, pairsPerEpoch == null ? images : pairsPerEpoch);
  }

  /**
   * Pairs of each epoch.
   *
   * @param images training images
   */
  public int perEpoch(int images) {
    return pairsPerEpoch == null ? Math.ceilDiv(pairs, epochs(images)) : pairsPerEpoch;
  }
}
