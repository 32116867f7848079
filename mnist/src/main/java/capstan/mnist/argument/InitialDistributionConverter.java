package capstan.mnist.argument;

import capstan.autograd.init.InitialDistribution;
import capstan.autograd.init.InitialDistribution.Kind;
import picocli.CommandLine;

/** Reads a law for initial values, such as {@code normal:0.1} or {@code glorot-uniform}. */
public final class InitialDistributionConverter
    implements CommandLine.ITypeConverter<InitialDistribution> {
  private static final EnumLabels<Kind> KINDS = new EnumLabels<>(Kind.class);

  @Override
  public InitialDistribution convert(String value) {
    int colon = value.indexOf(':');
    Kind kind = KINDS.convert(colon < 0 ? value : value.substring(0, colon));
    boolean needsScale =
        kind == Kind.CONSTANT || kind == Kind.NORMAL || kind == Kind.TRUNCATED_NORMAL;
    if (colon < 0 && needsScale) {
      throw new CommandLine.TypeConversionException(
          "expected a number after it, as in " + value + ":0.1, found '" + value + "'");
    }
    try {
      double scale = colon < 0 ? 1 : Double.parseDouble(value.substring(colon + 1));
      return new InitialDistribution(kind, scale);
    } catch (NumberFormatException notANumber) {
      throw new CommandLine.TypeConversionException(
          "expected a number after the colon, found '" + value + "'");
    } catch (IllegalArgumentException invalid) {
      throw new CommandLine.TypeConversionException(invalid.getMessage());
    }
  }
}
