package capstan.capsnet.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * To what size pictures are brought before anything else is done with them.
 *
 * @param width columns, 1 to {@link #MOST}
 * @param height rows, 1 to {@link #MOST}
 * @param fit what becomes of a picture of another shape
 */
public record Resizing(int width, int height, Fit fit) {
  /** The most columns, and rows. */
  public static final int MOST = 2048;

  /** What becomes of a picture that is wider or higher in proportion. */
  public enum Fit {
    /** It fills the size, and what reaches beyond is cut off, as much on both sides. */
    @JsonProperty("crop")
    CROP,
    /** It lies whole in the middle, and the rest has the colour of its border. */
    @JsonProperty("pad")
    PAD,
    /** It is made wider or higher. */
    @JsonProperty("stretch")
    STRETCH
  }

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Resizing {
    if (width < 1 || height < 1 || width > MOST || height > MOST) {
      throw new IllegalArgumentException(
          "a size must be from 1x1 to %dx%d, found %dx%d".formatted(MOST, MOST, width, height));
    }
  }

  /** As the options say it: {@code 28x28, pad}. */
  @Override
  public String toString() {
    return width + "x" + height + ", " + fit.name().toLowerCase(Locale.ROOT);
  }
}
