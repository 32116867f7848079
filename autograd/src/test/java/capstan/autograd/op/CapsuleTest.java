package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.oneHot;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.Variable;
import capstan.autograd.capsule.CapsuleWindows;
import capstan.autograd.capsule.ExponentialSquash;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.SelectCapsule;
import capstan.autograd.capsule.SelfAttentionRouting;
import capstan.autograd.capsule.Squash;
import capstan.autograd.check.GradientCheck;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapsuleTest {

  @Property(tries = 60)
  void squash(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int capsules,
      @ForAll @IntRange(min = 1, max = 20) int dimensions,
      @ForAll @FloatRange(min = 0, max = 0.01f) float epsilon) {
    Parameter s = parameter("s", seed, capsules, dimensions);
    GradientCheck.of(tape -> Squash.squash(tape.parameter(s), epsilon), s)
        .formula(in -> Formulas.squash(in[0], dimensions, epsilon))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void exponentialSquash(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int capsules,
      @ForAll @IntRange(min = 1, max = 20) int dimensions) {
    Parameter s = parameter("s", seed, capsules, dimensions);
    for (int k = 0; k < s.value().elements(); k++) {
      s.value().array()[k] *= (float) Math.pow(4, k / dimensions % 5 - 3);
    }
    GradientCheck.of(tape -> ExponentialSquash.squash(tape.parameter(s)), s)
        .formula(
            in -> {
              double[] lengths = Formulas.lengths(in[0], dimensions);
              double[] v = new double[in[0].length];
              for (int k = 0; k < v.length; k++) {
                double n = lengths[k / dimensions];
                v[k] = -Math.expm1(-n) / n * in[0][k];
              }
              return v;
            })
        .run(on.backend())
        .orThrow();
  }

  /** A zero capsule stays zero and hands its gradient on; the longest floats do no harm. */
  @ParameterizedTest
  @EnumSource
  void exponentialSquashAtItsEnds(TestBackend on) {
    for (float size : new float[] {0, 1e-30f, 1e-20f, 1e-6f, 80, 1e18f}) {
      Parameter s = new Parameter("s", Tensor.of(Shape.of(1, 2), size, 0));
      Tape tape = new Tape(on.backend(), new Workspace(), true);
      Variable v = ExponentialSquash.squash(tape.parameter(s));
      tape.backward(v, Tensor.of(Shape.of(1, 2), 2, 3));
      float length = (float) -Math.expm1(-size);
      assertThat(v.value().toArray()).containsExactly(new float[] {length, 0}, within(1e-6f));
      float across = size == 0 ? 1 : length / size;
      assertThat(s.gradient().toArray())
          .containsExactly(new float[] {2 * (float) Math.exp(-size), 3 * across}, within(1e-5f));
    }
  }

  @Property(tries = 60)
  void selfAttention(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 5) int below,
      @ForAll @IntRange(min = 1, max = 4) int above,
      @ForAll @IntRange(min = 1, max = 20) int dimensions) {
    Parameter u = parameter("u", seed, batch, below, 3);
    Parameter w = parameter("w", seed, above, below, 3, dimensions);
    Parameter b = parameter("b", seed, above, below);
    GradientCheck.of(
            tape ->
                SelfAttentionRouting.route(tape.parameter(u), tape.parameter(w), tape.parameter(b)),
            u,
            w,
            b)
        .formula(in -> new Attention(batch, below, 3, above, dimensions).sums(in[0], in[1], in[2]))
        .run(on.backend())
        .orThrow();
  }

  /** Self-attention as the paper writes it. */
  private record Attention(int batch, int below, int in, int above, int out) {
    double[] sums(double[] u, double[] w, double[] b) {
      double[] s = new double[batch * above * out];
      for (int image = 0; image < batch; image++) {
        double[][][] predictions = new double[above][below][out];
        double[][] powers = new double[above][below];
        for (int k = 0; k < above; k++) {
          double[] total = new double[out];
          for (int j = 0; j < below; j++) {
            for (int e = 0; e < out; e++) {
              for (int d = 0; d < in; d++) {
                predictions[k][j][e] +=
                    u[(image * below + j) * in + d] * w[((k * below + j) * in + d) * out + e];
              }
              total[e] += predictions[k][j][e];
            }
          }
          for (int j = 0; j < below; j++) {
            double agreement = 0;
            for (int e = 0; e < out; e++) {
              agreement += predictions[k][j][e] * total[e];
            }
            powers[k][j] = Math.exp(agreement / Math.sqrt(out));
          }
        }
        for (int j = 0; j < below; j++) {
          double sum = 0;
          for (int k = 0; k < above; k++) {
            sum += powers[k][j];
          }
          for (int k = 0; k < above; k++) {
            for (int e = 0; e < out; e++) {
              s[(image * above + k) * out + e] +=
                  (powers[k][j] / sum + b[k * below + j]) * predictions[k][j][e];
            }
          }
        }
      }
      return s;
    }
  }

  @Property(tries = 60)
  void lengths(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 6) int capsules,
      @ForAll @IntRange(min = 1, max = 20) int dimensions) {
    Parameter v = parameter("v", seed, batch, capsules, dimensions);
    GradientCheck.of(tape -> Lengths.lengths(tape.parameter(v)), v)
        .formula(in -> Formulas.lengths(in[0], dimensions))
        .run(on.backend())
        .orThrow();
    GradientCheck.of(tape -> Lengths.lengths(tape.parameter(v), 0.5f), v)
        .formula(
            in ->
                Arrays.stream(Formulas.lengths(in[0], dimensions))
                    .map(length -> Math.sqrt(length * length + 0.5))
                    .toArray())
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void windows(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 5) int width,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int types) {
    int size = Math.min(kernel, Math.min(height, width));
    Parameter x = parameter("x", seed, 2, height * width * types, 3);
    GradientCheck.of(
            tape -> CapsuleWindows.windows(tape.parameter(x), height, width, size, stride), x)
        .formula(in -> windows(in[0], new int[] {2, height, width, types * 3}, size, stride))
        .run(on.backend())
        .orThrow();
  }

  /** The specification: each number of each window, found by its place. */
  private static double[] windows(double[] x, int[] extents, int size, int stride) {
    int down = (extents[1] - size) / stride + 1;
    int across = (extents[2] - size) / stride + 1;
    double[] windows = new double[extents[0] * down * across * size * size * extents[3]];
    for (int i = 0; i < windows.length; i++) {
      int number = i % extents[3];
      int under = i / extents[3] % (size * size);
      int window = i / extents[3] / (size * size);
      int y = window / across % down * stride + under / size;
      int column = window % across * stride + under % size;
      int image = window / across / down;
      windows[i] = x[((image * extents[1] + y) * extents[2] + column) * extents[3] + number];
    }
    return windows;
  }

  @Test
  void windowsThatDoNotFitAreRefused() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), false);
    Variable x = tape.constant(Tensor.zeros(2, 12, 3));
    for (int[] wrong : new int[][] {{3, 2, 3, 1}, {3, 2, 0, 1}, {3, 2, 1, 0}, {5, 2, 1, 1}}) {
      assertThatThrownBy(() -> CapsuleWindows.windows(x, wrong[0], wrong[1], wrong[2], wrong[3]))
          .hasMessageContaining("[2, 12, 3] on " + wrong[0] + "x" + wrong[1] + " places");
    }
  }

  @Property(tries = 60)
  void softmax(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns) {
    Parameter x = parameter("x", seed, rows, columns);
    GradientCheck.of(tape -> Softmax.softmax(tape.parameter(x)), x)
        .formula(in -> Formulas.softmax(in[0], columns))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void predictionVectors(@ForAll TestBackend on, @ForAll long seed, @ForAll("layers") Layer layer) {
    Parameter u = parameter("u", seed, layer.batch, layer.in, layer.inDimensions);
    Parameter w =
        parameter("w", seed, layer.in, layer.out, layer.outDimensions, layer.inDimensions);
    GradientCheck.of(
            tape -> PredictionVectors.predictionVectors(tape.parameter(u), tape.parameter(w)), u, w)
        .formula(values -> layer.formula().predictions(values[0], values[1]))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void weightedSum(@ForAll TestBackend on, @ForAll long seed, @ForAll("layers") Layer layer) {
    Parameter c = parameter("c", seed, layer.batch, layer.in, layer.out);
    Parameter predictions =
        parameter("predictions", seed, layer.batch, layer.in, layer.out, layer.outDimensions);
    GradientCheck.of(
            tape -> WeightedSum.weightedSum(tape.parameter(c), tape.parameter(predictions)),
            c,
            predictions)
        .formula(values -> layer.formula().weightedSum(values[0], values[1]))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void agreement(@ForAll TestBackend on, @ForAll long seed, @ForAll("layers") Layer layer) {
    Parameter v = parameter("v", seed, layer.batch, layer.out, layer.outDimensions);
    Parameter predictions =
        parameter("predictions", seed, layer.batch, layer.in, layer.out, layer.outDimensions);
    GradientCheck.of(
            tape -> Agreement.agreement(tape.parameter(predictions), tape.parameter(v)),
            predictions,
            v)
        .formula(values -> layer.formula().agreement(values[0], values[1]))
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 60)
  void maskAndSelection(@ForAll TestBackend on, @ForAll long seed, @ForAll("layers") Layer layer) {
    int dimensions = layer.outDimensions;
    Parameter v = parameter("v", seed, layer.batch, layer.out, dimensions);
    Tensor selection = oneHot(seed, layer.batch, layer.out);
    GradientCheck.of(tape -> Mask.mask(tape.parameter(v), tape.constant(selection)), v)
        .formula(
            values -> {
              double[] y = values[0].clone();
              for (int k = 0; k < y.length; k++) {
                y[k] *= doubles(selection)[k / dimensions];
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
    GradientCheck.of(
            tape -> SelectCapsule.selectCapsule(tape.parameter(v), tape.constant(selection)), v)
        .formula(
            values -> {
              double[] y = new double[layer.batch * dimensions];
              for (int k = 0; k < values[0].length; k++) {
                int image = k / (layer.out * dimensions);
                y[image * dimensions + k % dimensions] +=
                    doubles(selection)[k / dimensions] * values[0][k];
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
  }

  /** Trap: dividing by the length of a zero capsule gives NaN. */
  @ParameterizedTest
  @EnumSource
  void zeroCapsulesHaveFiniteValuesAndGradients(TestBackend on) {
    for (float epsilon : new float[] {0, 1e-7f}) {
      for (int dimensions : new int[] {1, 8, 16, 19}) {
        Parameter s = new Parameter("s", Tensor.zeros(2, 3, dimensions));
        s.value().set(0.5f, 1, 1, 0);
        Tape tape = new Tape(on.backend(), new Workspace(), true);
        Variable v = Squash.squash(tape.parameter(s), epsilon);
        Variable lengths = Lengths.lengths(v);
        tape.backward(Sum.sum(lengths));
        assertThat(v.value().toArray()).contains(0, Index.atIndex(0));
        assertThat(Arrays.stream(doubles(s.gradient()))).allMatch(Double::isFinite);
        assertThat(s.gradient().get(1, 1, 0)).isGreaterThan(0);
        assertThat(tape.firstNonFinite()).isEmpty();
      }
    }
  }

  /** Straight into the lengths, where squash has not already made the gradient zero. */
  @ParameterizedTest
  @EnumSource
  void aZeroCapsulesLengthHasGradientZero(TestBackend on) {
    Parameter v = new Parameter("v", Tensor.zeros(2, 3, 16));
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    tape.backward(Sum.sum(Lengths.lengths(tape.parameter(v))));
    assertThat(doubles(v.gradient())).containsOnly(0);
  }

  @Test
  void aSelectionThatIsNoConstantIsRefused() {
    Tape tape = new Tape(TestBackend.SCALAR.backend(), new Workspace(), true);
    Variable v = tape.input(Tensor.zeros(2, 3, 4));
    Variable selection = tape.input(Tensor.zeros(2, 3));
    assertThatThrownBy(() -> Mask.mask(v, selection)).hasMessageContaining("selection");
    assertThatThrownBy(() -> Mask.mask(v, tape.constant(Tensor.zeros(3, 2))))
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("[3, 2]");
  }

  /** Extents of a layer of capsules. */
  record Layer(int batch, int in, int inDimensions, int out, int outDimensions) {
    Formulas.Routed formula() {
      return new Formulas.Routed(batch, in, inDimensions, out, outDimensions, 1);
    }
  }

  @Provide
  Arbitrary<Layer> layers() {
    return Combinators.combine(upTo(3), upTo(6), upTo(9), upTo(5), upTo(17)).as(Layer::new);
  }

  private static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(1, most);
  }
}
