package capstan.capsnet.data;

/**
 * The part of every batch that one rank of a group computes: consecutive examples, so that all
 * ranks together see the batch as one process would.
 *
 * @param rank from 0
 * @param ranks how many there are
 */
public record BatchShare(int rank, int ranks) {
  /** All of it. */
  public static final BatchShare WHOLE = new BatchShare(0, 1);

  /**
   * Checks the rank.
   *
   * @throws IllegalArgumentException if it is not one of the ranks
   */
  public BatchShare {
    if (rank < 0 || rank >= ranks) {
      throw new IllegalArgumentException("found rank %d of %d".formatted(rank, ranks));
    }
  }

  /**
   * Place of its first example.
   *
   * @param size examples of the batch
   */
  public int first(int size) {
    return (int) ((long) size * rank / ranks);
  }

  /**
   * How many examples it has, which may be none.
   *
   * @param size examples of the batch
   */
  public int count(int size) {
    return (int) ((long) size * (rank + 1) / ranks) - first(size);
  }
}
