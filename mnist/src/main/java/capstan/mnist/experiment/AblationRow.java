package capstan.mnist.experiment;

import capstan.capsnet.inference.RunHistory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the ablation's table: what the finished runs of one kind came to after their last epoch.
 *
 * @param kind of the runs
 * @param errorsPercent test error of each, in the order of the seeds
 */
public record AblationRow(Kind kind, List<Double> errorsPercent) {

  /** Copies the list. */
  public AblationRow {
    errorsPercent = List.copyOf(errorsPercent);
  }

  /**
   * What the runs of a row have in common.
   *
   * @param routingRounds rounds of routing
   * @param reconstruction whether the decoder is trained too
   */
  public record Kind(int routingRounds, boolean reconstruction) {

    /** As in "routing 3, with reconstruction". */
    @Override
    public String toString() {
      return "routing "
          + routingRounds
          + (reconstruction ? ", with" : ", without")
          + " reconstruction";
    }

    /** What the paper found on MNIST (Sabour et al., table 1); empty for what it did not try. */
    public Optional<Published> published() {
      return switch (routingRounds) {
        case 1 ->
            Optional.of(reconstruction ? new Published(0.29, 0.011) : new Published(0.34, 0.032));
        case 3 ->
            Optional.of(reconstruction ? new Published(0.25, 0.005) : new Published(0.35, 0.036));
        default -> Optional.empty();
      };
    }
  }

  /**
   * A result of the paper's, over three runs.
   *
   * @param errorPercent mean test error
   * @param standardDeviation of the error, in percent
   */
  public record Published(double errorPercent, double standardDeviation) {}

  /**
   * The row of some runs.
   *
   * @param kind of them all
   * @param finished what they came to
   */
  public static AblationRow of(Kind kind, List<RunHistory> finished) {
    return new AblationRow(kind, finished.stream().map(run -> run.test().errorPercent()).toList());
  }

  /** Their mean; empty without runs. */
  public OptionalDouble mean() {
    return errorsPercent.stream().mapToDouble(Double::doubleValue).average();
  }

  /** Their sample standard deviation; empty with fewer than two runs. */
  public OptionalDouble standardDeviation() {
    if (errorsPercent.size() < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean().orElseThrow();
    double squares = errorsPercent.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (errorsPercent.size() - 1)));
  }
}
