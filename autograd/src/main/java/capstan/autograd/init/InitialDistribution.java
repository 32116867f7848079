package capstan.autograd.init;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * Where a parameter's first values come from: {@code torch.nn.init}.
 *
 * {@snippet :
 * Parameter weight = new Parameter("fc.weight", Tensor.zeros(out, in));
 * InitialDistribution.heUniform().fill(weight.value(), in, out, new CounterRandom(seed, 0));
 * }
 *
 * @param kind the law
 * @param scale its standard deviation or value; 1 for the laws that take their width from the fans
 */
public record InitialDistribution(Kind kind, double scale) {

  /** A truncated normal keeps values within this many standard deviations. */
  private static final double CUT = 2;

  /** The standard deviation that the cut leaves of 1. */
  private static final double CUT_DEVIATION = 0.8796256610342398;

  /** The laws. */
  public enum Kind {
    /** Every value is {@code scale}. */
    CONSTANT,
    /** Normal with standard deviation {@code scale}. */
    NORMAL,
    /** Normal with standard deviation {@code scale}, values beyond twice that drawn again. */
    TRUNCATED_NORMAL,
    /** Uniform within ±{@code scale}·√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
    GLOROT_UNIFORM,
    /** Uniform within ±{@code scale}·√(6 / fanIn) (He et al., 2015), made for ReLU. */
    HE_UNIFORM,
    /**
     * Normal with standard deviation {@code scale}·√(2 / fanIn) once values beyond twice as much
     * before the cut are drawn again: Keras' {@code he_normal}.
     */
    HE_NORMAL,
    /** Uniform within ±{@code scale} / √fanIn: PyTorch's default, for weights and biases. */
    FAN_IN_UNIFORM;

    private boolean needsScale() {
      return this == CONSTANT || this == NORMAL || this == TRUNCATED_NORMAL;
    }

    /** As in {@code truncated-normal}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Checks the scale.
   *
   * @throws IllegalArgumentException if it is negative where it is a width, or not finite
   */
  public InitialDistribution {
    if (!Double.isFinite(scale) || (kind != Kind.CONSTANT && scale < 0)) {
      throw new IllegalArgumentException(
          "initial values: the scale of %s must be a finite number%s, found %s"
              .formatted(kind, kind == Kind.CONSTANT ? "" : " of at least 0", scale));
    }
  }

  /**
   * A law by its text.
   *
   * @param text such as {@code normal:0.1} or {@code glorot-uniform}
   * @throws IllegalArgumentException if there is no such law, or its number is missing or none
   */
  public static InitialDistribution parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    List<Kind> kinds = List.of(Kind.values());
    Kind kind =
        kinds.stream().filter(each -> each.toString().equals(name)).findFirst().orElse(null);
    if (kind == null) {
      throw new IllegalArgumentException(
          "expected one of %s, found '%s'"
              .formatted(kinds.toString().replaceAll("[\\[\\]]", ""), name));
    }
    if (colon < 0 && kind.needsScale()) {
      throw new IllegalArgumentException(
          "expected a number after it, as in %s:0.1, found '%s'".formatted(text, text));
    }
    try {
      return new InitialDistribution(
          kind, colon < 0 ? 1 : Double.parseDouble(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "expected a number after the colon, found '" + text + "'", notANumber);
    }
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String number = scale == Math.rint(scale) ? Long.toString((long) scale) : "" + scale;
    return scale == 1 && !kind.needsScale() ? kind.toString() : kind + ":" + number;
  }

  /**
   * Every value the same.
   *
   * @param value the value
   */
  public static InitialDistribution constant(double value) {
    return new InitialDistribution(Kind.CONSTANT, value);
  }

  /**
   * Normal around zero.
   *
   * @param deviation the standard deviation
   */
  public static InitialDistribution normal(double deviation) {
    return new InitialDistribution(Kind.NORMAL, deviation);
  }

  /**
   * Normal around zero, cut at two standard deviations.
   *
   * @param deviation the standard deviation before the cut
   */
  public static InitialDistribution truncatedNormal(double deviation) {
    return new InitialDistribution(Kind.TRUNCATED_NORMAL, deviation);
  }

  /** Glorot and Bengio's uniform law. */
  public static InitialDistribution glorotUniform() {
    return new InitialDistribution(Kind.GLOROT_UNIFORM, 1);
  }

  /** He's uniform law. */
  public static InitialDistribution heUniform() {
    return new InitialDistribution(Kind.HE_UNIFORM, 1);
  }

  /** He's normal law, as Keras has it. */
  public static InitialDistribution heNormal() {
    return new InitialDistribution(Kind.HE_NORMAL, 1);
  }

  /** PyTorch's default law. */
  public static InitialDistribution fanInUniform() {
    return new InitialDistribution(Kind.FAN_IN_UNIFORM, 1);
  }

  /**
   * Fills a tensor. Element k depends on the random numbers' seed and stream and on k alone, so a
   * tensor in PyTorch's layout gets the same values whatever layout it is used in.
   *
   * @param values overwritten
   * @param fanIn numbers that one output is made of
   * @param fanOut outputs that one input has a part in
   * @param random one stream for this tensor alone
   */
  public void fill(Tensor values, double fanIn, double fanOut, CounterRandom random) {
    float[] array = values.array();
    int offset = values.offset();
    int count = values.elements();
    for (int k = 0; k < count; k++) {
      array[offset + k] = (float) value(k, count, fanIn, fanOut, random);
    }
  }

  private double value(int k, int count, double fanIn, double fanOut, CounterRandom random) {
    return switch (kind) {
      case CONSTANT -> scale;
      case NORMAL -> scale * random.normal(k);
      case TRUNCATED_NORMAL -> scale * truncated(k, count, random);
      case GLOROT_UNIFORM -> symmetric(k, scale * Math.sqrt(6 / (fanIn + fanOut)), random);
      case HE_UNIFORM -> symmetric(k, scale * Math.sqrt(6 / fanIn), random);
      case HE_NORMAL -> scale * Math.sqrt(2 / fanIn) / CUT_DEVIATION * truncated(k, count, random);
      case FAN_IN_UNIFORM -> symmetric(k, scale / Math.sqrt(fanIn), random);
    };
  }

  private static double symmetric(int k, double width, CounterRandom random) {
    return width * (2 * random.uniform(k) - 1);
  }

  /** The first of the positions k, k + count, k + 2·count, … whose value is inside the cut. */
  private static double truncated(int k, int count, CounterRandom random) {
    long position = k;
    while (true) {
      double value = random.normal(position);
      if (Math.abs(value) <= CUT) {
        return value;
      }
      position += count;
    }
  }
}
