package capstan.mnist.argument;

import capstan.capsnet.model.InvalidSettingException;
import capstan.capsnet.run.RateDecay;
import picocli.CommandLine;

/** Reads how the learning rate falls, such as {@code by-step:0.96:2000:1e-6}. */
public final class RateDecayConverter implements CommandLine.ITypeConverter<RateDecay> {
  /** What it reads, for help and messages. */
  public static final String FORMS =
      "constant, by-epoch:FACTOR, by-step:FACTOR:STEPS[:FLOOR] or over-run:FACTOR";

  @Override
  public RateDecay convert(String value) {
    String[] parts = value.split(":", -1);
    try {
      return switch (parts[0] + "/" + parts.length) {
        case "constant/1" -> RateDecay.constant();
        case "by-epoch/2" -> RateDecay.byEpoch(Double.parseDouble(parts[1]));
        case "over-run/2" -> RateDecay.overRun(Double.parseDouble(parts[1]));
        case "by-step/3" ->
            RateDecay.byStep(Double.parseDouble(parts[1]), Long.parseLong(parts[2]), 0);
        case "by-step/4" ->
            RateDecay.byStep(
                Double.parseDouble(parts[1]),
                Long.parseLong(parts[2]),
                Double.parseDouble(parts[3]));
        default -> throw unknown(value);
      };
    } catch (NumberFormatException notANumber) {
      throw unknown(value);
    } catch (InvalidSettingException invalid) {
      throw new CommandLine.TypeConversionException(invalid.getMessage());
    }
  }

  private static CommandLine.TypeConversionException unknown(String value) {
    return new CommandLine.TypeConversionException("expected " + FORMS + ", found '" + value + "'");
  }
}
