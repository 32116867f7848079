package capstan.capsnet.idx;

import java.util.Optional;

/**
 * What to take of a folder in MNIST's form, and how.
 *
 * @param split which of several sets, by the name before those of its files, such as {@code
 *     emnist-letters}, or its end, {@code letters}; empty where there is one
 * @param transposed whether images are stored with rows and columns exchanged, and are to be turned
 *     upright; empty to judge by the files' names, as EMNIST's are stored so
 */
public record IdxChoice(Optional<String> split, Optional<Boolean> transposed) {
  /** What the names of the files say. */
  public static final IdxChoice AUTOMATIC = new IdxChoice(Optional.empty(), Optional.empty());

  /** Whether somebody has chosen, which means nothing to pictures. */
  public boolean isGiven() {
    return !equals(AUTOMATIC);
  }
}
