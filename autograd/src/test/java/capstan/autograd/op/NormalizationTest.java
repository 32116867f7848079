package capstan.autograd.op;

import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.Variable;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.normalization.BatchNormalize;
import capstan.autograd.normalization.FoldNormalization;
import capstan.autograd.normalization.NormalizationFactors;
import capstan.autograd.normalization.ScaleColumns;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  private static final float EPSILON = 1e-3f;

  private static BatchNormalize.Running running(int channels) {
    Tensor variance = Tensor.zeros(channels);
    variance.fill(1);
    return new BatchNormalize.Running(Tensor.zeros(channels), variance, 0.99f);
  }

  @Property(tries = 60)
  void batches(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 3) int batch,
      @ForAll @IntRange(min = 3, max = 5) int places,
      @ForAll @IntRange(min = 1, max = 40) int channels) {
    Parameter x = parameter("x", seed, batch, places, channels);
    Parameter gain = parameter("gain", seed, channels);
    Parameter shift = parameter("shift", seed, channels);
    GradientCheck.of(
            tape ->
                BatchNormalize.normalize(
                    tape.parameter(x),
                    tape.parameter(gain),
                    tape.parameter(shift),
                    EPSILON,
                    running(channels)),
            x,
            gain,
            shift)
        .formula(in -> normalized(in[0], in[1], in[2]))
        .run(on.backend())
        .orThrow();
  }

  private static double[] normalized(double[] x, double[] gain, double[] shift) {
    int channels = gain.length;
    int rows = x.length / channels;
    double[] y = new double[x.length];
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      for (int k = c; k < x.length; k += channels) {
        mean += x[k] / rows;
      }
      double variance = 0;
      for (int k = c; k < x.length; k += channels) {
        variance += (x[k] - mean) * (x[k] - mean) / rows;
      }
      for (int k = c; k < x.length; k += channels) {
        y[k] = gain[c] * (x[k] - mean) / Math.sqrt(variance + EPSILON) + shift[c];
      }
    }
    return y;
  }

  @Property(tries = 40)
  void fixedStatistics(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int channels) {
    Parameter x = parameter("x", seed, 3, 2, channels);
    Parameter gain = parameter("gain", seed, channels);
    Parameter shift = parameter("shift", seed, channels);
    Parameter mean = parameter("mean", seed, channels);
    Parameter variance = parameter("variance", seed, channels);
    for (int c = 0; c < channels; c++) {
      variance.value().array()[c] = Math.abs(variance.value().array()[c]);
    }
    GradientCheck.of(
            tape ->
                ScaleColumns.scaleColumns(
                    tape.parameter(x), factors(tape, gain, shift, mean, variance)),
            x,
            gain,
            shift,
            mean,
            variance)
        .formula(
            in -> {
              double[] y = new double[in[0].length];
              for (int k = 0; k < y.length; k++) {
                int c = k % channels;
                y[k] = (in[0][k] - in[3][c]) / Math.sqrt(in[4][c] + EPSILON) * in[1][c] + in[2][c];
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
  }

  private static Variable factors(
      Tape tape, Parameter gain, Parameter shift, Parameter mean, Parameter variance) {
    return NormalizationFactors.factors(
        tape.parameter(gain),
        tape.parameter(shift),
        tape.parameter(mean),
        tape.parameter(variance),
        EPSILON);
  }

  /** A convolution of what was normalized is one convolution, dense or depthwise. */
  @Property(tries = 40)
  void folded(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int in,
      @ForAll @IntRange(min = 1, max = 5) int out,
      @ForAll @IntRange(min = 1, max = 2) int stride) {
    Parameter x = parameter("x", seed, 2, 5, 4, in);
    Parameter factors = parameter("factors", seed, 2, in);
    Parameter weight = parameter("weight", seed, 3, 2, in, out);
    Parameter bias = parameter("bias", seed, out);
    Formulas.Convolved convolved = new Formulas.Convolved(2, 5, 4, in, out, 3, 2, stride, 0);
    GradientCheck.of(
            tape -> {
              Variable w = tape.parameter(weight);
              Variable b = tape.parameter(bias);
              Variable f = tape.parameter(factors);
              return Convolve.convolve(
                  tape.parameter(x),
                  FoldNormalization.weight(w, b, f),
                  FoldNormalization.bias(w, b, f),
                  stride,
                  0);
            },
            x,
            factors,
            weight,
            bias)
        .formula(values -> convolved.apply(scaled(values[0], values[1]), values[2], values[3]))
        .run(on.backend())
        .orThrow();
    Parameter single = parameter("single", seed, 3, 2, in);
    Parameter each = parameter("each", seed, in);
    GradientCheck.of(
            tape -> {
              Variable w = tape.parameter(single);
              Variable b = tape.parameter(each);
              Variable f = tape.parameter(factors);
              return DepthwiseConvolve.convolve(
                  tape.parameter(x),
                  FoldNormalization.weight(w, b, f),
                  FoldNormalization.bias(w, b, f),
                  stride);
            },
            x,
            factors,
            single,
            each)
        .formula(
            values ->
                new Formulas.Convolved(2, 5, 4, in, in, 3, 2, stride, 0)
                    .apply(scaled(values[0], values[1]), diagonal(values[2], in), values[3]))
        .run(on.backend())
        .orThrow();
  }

  private static double[] scaled(double[] x, double[] factors) {
    int channels = factors.length / 2;
    double[] y = new double[x.length];
    for (int k = 0; k < y.length; k++) {
      y[k] = x[k] * factors[k % channels] + factors[channels + k % channels];
    }
    return y;
  }

  /** Kernels of single channels as those of all, most of which are zero. */
  private static double[] diagonal(double[] weight, int channels) {
    double[] all = new double[weight.length * channels];
    for (int k = 0; k < weight.length; k++) {
      all[k * channels + k % channels] = weight[k];
    }
    return all;
  }

  /** Of 1, 2, 3 and 6 the mean is 3 and the variance without bias 14 / 3. */
  @Test
  void runningStatisticsFollowEveryForwardPass() {
    Parameter x = new Parameter("x", Tensor.of(Shape.of(4, 1), 1, 2, 3, 6));
    Parameter gain = new Parameter("gain", Tensor.of(Shape.of(1), 2));
    Parameter shift = new Parameter("shift", Tensor.of(Shape.of(1), 1));
    BatchNormalize.Running running = running(1);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      Variable y =
          BatchNormalize.normalize(
              tape.parameter(x), tape.parameter(gain), tape.parameter(shift), EPSILON, running);
      assertThat(y.value().get(3, 0))
          .isCloseTo((float) (2 * 3 / Math.sqrt(3.501) + 1), within(1e-6f));
      assertThat(running.mean().get(0)).isCloseTo(0.03f, within(1e-7f));
      assertThat(running.variance().get(0)).isCloseTo(0.99f + 0.01f * 14 / 3, within(1e-6f));
      tape.forward();
      assertThat(running.mean().get(0)).isCloseTo(0.03f * 1.99f, within(1e-7f));
    }
  }

  /** What is made of parameters alone is made once while they are kept, and anew afterwards. */
  @Test
  void whatParametersMakeIsKeptAsLongAsTheyAre() {
    Parameter gain = new Parameter("gain", Tensor.of(Shape.of(1), 2));
    Parameter rest = new Parameter("rest", Tensor.of(Shape.of(1), 0));
    Tensor x = Tensor.of(Shape.of(1, 1), 5);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), false);
      Variable factors = factors(tape, gain, rest, rest, rest);
      Variable y = ScaleColumns.scaleColumns(tape.constant(x), factors);
      assertThat(tape.isParameter(factors)).isTrue();
      assertThat(tape.isParameter(y)).isFalse();
      final float doubled = y.value().get(0, 0);
      gain.value().fill(4);
      tape.keepParameters(true);
      tape.forward();
      assertThat(y.value().get(0, 0)).isEqualTo(2 * doubled);
      gain.value().fill(2);
      x.fill(10);
      tape.forward();
      assertThat(y.value().get(0, 0)).isEqualTo(4 * doubled);
      tape.keepParameters(false);
      tape.forward();
      assertThat(y.value().get(0, 0)).isEqualTo(2 * doubled);
    }
  }
}
