package capstan.mnist.confidence;

import capstan.capsnet.inspect.Calibration;
import capstan.capsnet.inspect.RejectOption;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.model.ScoreKind;
import capstan.capsnet.run.Score;
import java.util.List;
import java.util.Optional;

/**
 * When the answers of a network are to be believed.
 *
 * @param kind of its scores, of which the largest is its certainty
 * @param test what was said of the test images
 * @param outside what was said of images that show nothing that it knows, if there are any
 * @param criteria by which answers are trusted
 * @param byScore how often they are right by score
 * @param byShare the same by the score's share of all classes' scores
 */
public record ConfidenceFindings(
    ScoreKind kind,
    ScoredImages test,
    Optional<ScoredImages> outside,
    List<TrustCriterion> criteria,
    Calibration byScore,
    Calibration byShare) {
  private static final int BINS = 10;

  /** Shares that are refused in the table for people. */
  static final List<Double> REFUSED = List.of(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5);

  /** Copies the list. */
  public ConfidenceFindings {
    criteria = List.copyOf(criteria);
  }

  /**
   * Of what a network said.
   *
   * @param kind of its scores
   * @param test of the test images
   * @param outside of the others
   */
  public static ConfidenceFindings of(
      ScoreKind kind, ScoredImages test, Optional<ScoredImages> outside) {
    return new ConfidenceFindings(
        kind,
        test,
        outside,
        TrustCriterion.of(kind.certainty(), test, outside.stream().toList()),
        Calibration.of(BINS, test.scores(), test.right()),
        Calibration.of(BINS, test.shares(), test.right()));
  }

  /** What its certainty is called. */
  String score() {
    return kind.certainty();
  }

  /** Whether a score's share of all is another number than the score. */
  boolean hasShares() {
    return kind != ScoreKind.LOGITS;
  }

  /** The error without refusing anything. */
  Score whole() {
    RejectOption.Point all = criteria.getFirst().rejection().points().getLast();
    return new Score(all.answered(), all.wrong(), Double.NaN);
  }
}
