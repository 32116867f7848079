package capstan.mnist.confidence;

import capstan.capsnet.inspect.RejectOption;
import capstan.capsnet.inspect.ScoredImages;
import capstan.capsnet.inspect.Separation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A number by which answers are trusted or refused.
 *
 * @param name what it is called
 * @param falling whether less of it is more trust, as of a reconstruction error
 * @param inside trust in the answers to the test images; more is larger
 * @param rejection what is left of the error when the least trusted of them are refused
 * @param outside trust in the answers to images of no known class; may be empty
 */
public record TrustCriterion(
    String name,
    boolean falling,
    List<Double> inside,
    RejectOption rejection,
    List<Double> outside) {
  /** Copies the lists. */
  public TrustCriterion {
    inside = List.copyOf(inside);
    outside = List.copyOf(outside);
  }

  /** The number itself, of some trust. */
  public double shown(double trust) {
    return falling ? -trust : trust;
  }

  /** How well it tells the test images from the others; NaN without any. */
  public double separation() {
    return outside.isEmpty() ? Double.NaN : Separation.area(inside, outside);
  }

  /**
   * Those that a network has: the length of the longest capsule or the largest probability, the
   * reconstruction error if there is a decoder, and then both, as the mean of what share of the
   * test images is trusted less by each.
   *
   * @param score what the first is called
   * @param test what was said of the test images
   * @param outside what was said of the others
   */
  public static List<TrustCriterion> of(
      String score, ScoredImages test, List<ScoredImages> outside) {
    List<Boolean> right = test.right();
    List<Double> scores = of(outside, ScoredImages::scores);
    List<TrustCriterion> all = new ArrayList<>();
    all.add(of(score, false, test.scores(), right, scores));
    if (test.errors().isPresent()) {
      List<Double> trust = negative(test.errors().get());
      List<Double> others = negative(of(outside, each -> each.errors().orElseThrow()));
      all.add(of("reconstruction", true, trust, right, others));
      all.add(
          of(
              "both",
              false,
              mean(Separation.ranks(test.scores(), test.scores()), Separation.ranks(trust, trust)),
              right,
              mean(Separation.ranks(test.scores(), scores), Separation.ranks(trust, others))));
    }
    return all;
  }

  private static TrustCriterion of(
      String name,
      boolean falling,
      List<Double> inside,
      List<Boolean> right,
      List<Double> outside) {
    return new TrustCriterion(name, falling, inside, RejectOption.of(inside, right), outside);
  }

  private static List<Double> of(
      List<ScoredImages> sets, Function<ScoredImages, List<Double>> number) {
    return sets.stream().flatMap(set -> number.apply(set).stream()).toList();
  }

  private static List<Double> negative(List<Double> errors) {
    return errors.stream().map(error -> -error).toList();
  }

  private static List<Double> mean(List<Double> first, List<Double> second) {
    return IntStream.range(0, first.size())
        .mapToObj(image -> (first.get(image) + second.get(image)) / 2)
        .toList();
  }
}
