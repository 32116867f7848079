package capstan.mnist.argument;

import capstan.capsnet.data.Resizing;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Reads the size of a picture, such as {@code 28x28}. */
public final class ExtentConverter implements CommandLine.ITypeConverter<ExtentConverter.Extent> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,4})[xX\u00d7]([0-9]{1,4})");

  /** Columns and rows. */
  public record Extent(int width, int height) {}

  @Override
  public Extent convert(String value) {
    Matcher size = SIZE.matcher(value);
    if (size.matches()) {
      int width = Integer.parseInt(size.group(1));
      int height = Integer.parseInt(size.group(2));
      if (Math.min(width, height) >= 1 && Math.max(width, height) <= Resizing.MOST) {
        return new Extent(width, height);
      }
    }
    throw new CommandLine.TypeConversionException(
        "expected WxH, each from 1 to %d, as in 28x28, found '%s'".formatted(Resizing.MOST, value));
  }
}
