package capstan.mnist.option;

import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many pairs are trained on, and how often they are tested. */
public final class PairCounts {
  /** The one of these options that a run may be gone on with. */
  public static final String PAIRS = "--pairs";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Range(least = 1, most = 1_000_000_000)
  @Option(
      names = PAIRS,
      order = 4,
      paramLabel = "N",
      defaultValue = "600000",
      description =
          "Pairs to train on (default: ${DEFAULT-VALUE}). Without --pairs-per-epoch they are cut"
              + " into equal epochs of at most one pair for each training image; where that leaves"
              + " a remainder, N is rounded up to make the epochs equal. With --resume: how many"
              + " the run shall have in all, more than it began with.")
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

  /**
   * The run that goes on, with more epochs of the size that it has, if more pairs are asked for.
   *
   * @param saved as it was begun
   * @param images training images
   * @throws UsageException if fewer are asked for
   */
  public RunConfiguration lengthened(RunConfiguration saved, int images) {
    if (!spec.commandLine().getParseResult().hasMatchedOption(PAIRS)) {
      return saved;
    }
    TrainingConfiguration training = saved.training();
    int anEpoch = training.limit() == 0 ? images : training.limit();
    long before = (long) training.epochs() * anEpoch;
    if (pairs < before) {
      throw new UsageException(
          spec,
          "%s: this run is one of %,d, which can only be raised, found %,d"
              .formatted(PAIRS, before, pairs));
    }
    return saved.withTraining(training.with("epochs", Math.ceilDiv(pairs, anEpoch)));
  }
}
