package capstan.capsnet.network;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a layer of capsules is.
 *
 * @param capsules how many, 1 to {@link #MOST}
 * @param dimensions numbers in each, 1 to {@link #MOST}
 */
public record CapsuleCount(int capsules, int dimensions) {
  /** The most capsules, and the most numbers in one. */
  public static final int MOST = 65_536;

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public CapsuleCount {
    if (Math.min(capsules, dimensions) < 1 || Math.max(capsules, dimensions) > MOST) {
      throw new InvalidSettingException(
          "digit layers: found %dx%d, expected each number from 1 to %,d"
              .formatted(capsules, dimensions, MOST));
    }
  }

  /**
   * Reads one.
   *
   * @param text as in {@code 32x8}: 32 capsules of 8 numbers
   * @throws InvalidSettingException if it has another form
   */
  @JsonCreator
  public static CapsuleCount parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidSettingException(
          "found '%s', expected capsules and their numbers as in 32x8".formatted(text));
    }
    return new CapsuleCount(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  /** [capsules, dimensions]. */
  Shape shape() {
    return Shape.of(capsules, dimensions);
  }

  /** As {@link #parse} reads it. */
  @JsonValue
  @Override
  public String toString() {
    return capsules + "x" + dimensions;
  }
}
