package capstan.mnist.experiment;

import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The paper's table 1: each number of routing rounds with and without reconstruction, several seeds
 * each.
 *
 * @param routingRounds the numbers of rounds
 * @param seeds how many runs of each, with seeds from the base's on
 * @param base everything else of the runs
 */
public record AblationConfiguration(List<Integer> routingRounds, int seeds, RunConfiguration base) {

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if a number is below 1 or there twice, the base is no capsule
   *     network, or one of its settings has no effect without a decoder
   */
  public AblationConfiguration {
    routingRounds = List.copyOf(routingRounds);
    if (routingRounds.isEmpty()
        || routingRounds.stream().distinct().count() < routingRounds.size()) {
      throw new InvalidSettingException(
          "routing rounds: expected different numbers, found " + routingRounds);
    }
    if (base.training().epochs() < 1) {
      throw new InvalidSettingException(
          "--epochs must be at least 1 in this experiment, found " + base.training().epochs());
    }
    if (seeds < 1) {
      throw new InvalidSettingException("seeds must be at least 1, found " + seeds);
    }
    if (!(base.model() instanceof CapsNetConfiguration)) {
      throw new InvalidSettingException("the ablation is of a capsule network, found a CNN");
    }
    for (int rounds : routingRounds) {
      variant(base, rounds, false).requireEffect();
    }
  }

  /** The rows of the table, without reconstruction before with it. */
  public List<AblationRow.Kind> kinds() {
    List<AblationRow.Kind> kinds = new ArrayList<>();
    for (int rounds : routingRounds) {
      kinds.add(new AblationRow.Kind(rounds, false));
      kinds.add(new AblationRow.Kind(rounds, true));
    }
    return kinds;
  }

  /** One training of the table. */
  public record Member(AblationRow.Kind kind, long seed, PlannedRun run) {}

  /**
   * All trainings, every row with the first seed before any with the next: stopped early, the table
   * is whole.
   *
   * @param folder holds their run folders
   */
  public List<Member> members(Path folder) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = base.training().seed() + i;
      for (AblationRow.Kind kind : kinds()) {
        RunConfiguration configuration =
            variant(base, kind.routingRounds(), kind.reconstruction())
                .withTraining(base.training().with("seed", seed));
        Path place =
            folder.resolve(
                "routing-"
                    + kind.routingRounds()
                    + "-reconstruction-"
                    + (kind.reconstruction() ? "yes" : "no")
                    + "-seed-"
                    + seed);
        members.add(
            new Member(
                kind,
                seed,
                new PlannedRun(kind + ", seed " + seed, place, configuration, epoch -> false)));
      }
    }
    return members;
  }

  private static RunConfiguration variant(
      RunConfiguration base, int rounds, boolean reconstruction) {
    CapsNetConfiguration network = (CapsNetConfiguration) base.model();
    return base.withModel(network.with("routing-rounds", rounds).with("decoder", reconstruction));
  }
}
