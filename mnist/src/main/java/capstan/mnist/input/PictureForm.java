package capstan.mnist.input;

import capstan.capsnet.data.Resizing;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * In what form a folder's pictures are wanted.
 *
 * @param resizing to what size they are brought; empty if they have one, and keep it
 * @param channels 1 for grey, 3 for colour; empty for as they are
 * @param skipUnreadable whether pictures that cannot be read are left out, and not refused
 */
public record PictureForm(
    Optional<Resizing> resizing, OptionalInt channels, boolean skipUnreadable) {
  /** All of one size, in colour if one is. */
  public static final PictureForm AS_THEY_ARE =
      new PictureForm(Optional.empty(), OptionalInt.empty(), false);

  /** Whether anything is asked for that only pictures have. */
  boolean isGiven() {
    return resizing.isPresent() || skipUnreadable;
  }

  /**
   * For a network, whose images have so many values per pixel.
   *
   * @param network 1 or 3 for a network of pictures; with others pictures stay as they are
   * @param own to what size its own pictures were brought, if to any; what is asked for comes first
   */
  public PictureForm forNetwork(int network, Optional<Resizing> own) {
    return new PictureForm(
        resizing.or(() -> own),
        network == 1 || network == 3 ? OptionalInt.of(network) : OptionalInt.empty(),
        skipUnreadable);
  }
}
