package capstan.capsnet.run;

/**
 * What the examples of a training and their errors are called, for people.
 *
 * @param one an example; an s makes it many
 * @param error the share of examples that are wrong
 * @param accuracy the share of the others
 * @param wrong what the wrong ones are
 */
public record ExampleWords(String one, String error, String accuracy, String wrong) {
  /** Images of one thing each. */
  public static final ExampleWords IMAGES =
      new ExampleWords("image", "error", "accuracy", "misread");

  /** Overlapping pairs, right only if both classes are found. */
  public static final ExampleWords PAIRS =
      new ExampleWords(
          "pair", "exact-match error", "exact-match accuracy", "pairs not matched exactly");

  /** What those of a run are called. */
  public static ExampleWords of(RunConfiguration run) {
    return run.onPairs() ? PAIRS : IMAGES;
  }

  /** Many examples. */
  public String many() {
    return one + "s";
  }
}
