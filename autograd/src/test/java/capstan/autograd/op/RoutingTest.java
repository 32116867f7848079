package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.check.Formula;
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
import net.jqwik.api.RandomDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routing, fused and written out, against a plain formula, each other, and the known traps. */
class RoutingTest {
  private static final float EPSILON = 1e-6f;

  /** How a layer of routed capsules is put on a tape. */
  interface Route {
    Variable route(Variable u, Variable w, Variable bias, int rounds, boolean all, float epsilon);
  }

  @Property(tries = 100)
  void fusedGradients(@ForAll TestBackend on, @ForAll("layers") Layer layer) {
    layer.check(RoutedCapsules::route, on);
  }

  @Property(tries = 100)
  void composedGradients(@ForAll TestBackend on, @ForAll("layers") Layer layer) {
    layer.check(ComposedRouting::route, on);
  }

  /** s = u · w + bias all but vanishes here, so that float32 keeps only a few digits of it. */
  @ParameterizedTest
  @ValueSource(longs = {546, 1685, 11426, 22076, 26011, 39807, 53733})
  void gradientsWhereTermsAllButCancel(long seed) {
    Layer layer = new Layer(1, 1, 1, 1, 1, 1, true, true, seed);
    for (TestBackend on : TestBackend.values()) {
      layer.check(RoutedCapsules::route, on);
      layer.check(ComposedRouting::route, on);
    }
  }

  @Property(tries = 100)
  void fusedEqualsComposed(@ForAll TestBackend on, @ForAll("layers") Layer layer) {
    float[][] fused = layer.valueAndGradients(RoutedCapsules::route, on);
    float[][] composed = layer.valueAndGradients(ComposedRouting::route, on);
    assertThat(fused).hasSameDimensionsAs(composed);
    for (int i = 0; i < fused.length; i++) {
      float largest = 0;
      for (float each : composed[i]) {
        largest = Math.max(largest, Math.abs(each));
      }
      assertThat(fused[i]).containsExactly(composed[i], Offset.offset(1e-4f * largest + 1e-6f));
    }
  }

  /** Where only one of two inputs wants a gradient, that one's is the same. */
  @ParameterizedTest
  @EnumSource
  void gradientsThatNobodyWantsChangeNothing(TestBackend on) {
    Parameter u = parameter("u", 1, 2, 5, 8);
    Parameter w = parameter("w", 2, 5, 3, 16, 8);
    Parameter bias = parameter("bias", 3, 3, 16);
    run(on, u, w, bias, true, true);
    float[] du = u.gradient().toArray();
    float[] dw = w.gradient().toArray();
    run(on, u, w, bias, false, true);
    assertThat(w.gradient().toArray()).isEqualTo(dw);
    run(on, u, w, bias, true, false);
    assertThat(u.gradient().toArray()).isEqualTo(du);
  }

  private static void run(
      TestBackend on, Parameter u, Parameter w, Parameter bias, boolean wantsU, boolean wantsW) {
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    Variable v =
        RoutedCapsules.route(
            wantsU ? tape.parameter(u) : tape.constant(u.value()),
            wantsW ? tape.parameter(w) : tape.constant(w.value()),
            tape.constant(bias.value()),
            3,
            true,
            EPSILON);
    tape.backward(Sum.sum(v));
  }

  /** Trap: softmax over the input capsules. One of them, seen by two, gives each of them half. */
  @ParameterizedTest
  @EnumSource
  void inputCapsulesShareThemselvesOutAmongOutputCapsules(TestBackend on) {
    Tensor u = Tensor.of(Shape.of(1, 1, 1), 1);
    Tensor w = Tensor.of(Shape.of(1, 2, 1, 1), 2, 2);
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    for (Route route : new Route[] {RoutedCapsules::route, ComposedRouting::route}) {
      Variable v = route.route(tape.constant(u), tape.constant(w), null, 3, true, 0);
      // s = 2 / 2, and squash makes 1/2 of a length of 1.
      assertThat(v.value().toArray()).containsExactly(new float[] {0.5f, 0.5f}, within(1e-6f));
    }
  }

  /** Trap: agreement averaged over the batch. An image alone gets the same bits as in company. */
  @ParameterizedTest
  @EnumSource
  void anImageDoesNotDependOnItsBatch(TestBackend on) {
    Tensor u = TestTensors.random(1, 37, 20, 8);
    Tensor w = TestTensors.random(2, 20, 10, 16, 8);
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    Tensor together =
        RoutedCapsules.route(tape.constant(u), tape.constant(w), null, 3, true, 0).value();
    for (int image = 0; image < 37; image += 6) {
      Variable alone = tape.constant(u.slice(image, 1));
      Variable v = RoutedCapsules.route(alone, tape.constant(w), null, 3, true, 0);
      assertThat(v.value().toArray()).isEqualTo(together.slice(image, 1).toArray());
    }
  }

  /** Trap: zero capsules. All of them zero, with and without an epsilon. */
  @ParameterizedTest
  @EnumSource
  void zeroCapsulesStayFinite(TestBackend on) {
    for (float epsilon : new float[] {0, EPSILON}) {
      for (boolean all : new boolean[] {true, false}) {
        Parameter u = new Parameter("u", Tensor.zeros(3, 9, 8));
        Parameter w = parameter("w", 1, 9, 10, 16, 8);
        Tape tape = new Tape(on.backend(), new Workspace(), true);
        Variable v =
            RoutedCapsules.route(tape.parameter(u), tape.parameter(w), null, 3, all, epsilon);
        tape.backward(Sum.sum(Lengths.lengths(v)));
        assertThat(v.value().toArray()).containsOnly(0);
        assertThat(Arrays.stream(doubles(u.gradient()))).allMatch(Double::isFinite);
        assertThat(Arrays.stream(doubles(w.gradient()))).allMatch(Double::isFinite);
      }
    }
  }

  /** Trap: logits that are learned, or kept from one batch to the next. */
  @ParameterizedTest
  @EnumSource
  void logitsStartAtZeroInEveryReplay(TestBackend on) {
    Parameter u = parameter("u", 1, 3, 20, 8);
    Parameter w = parameter("w", 2, 20, 10, 16, 8);
    for (Route route : new Route[] {RoutedCapsules::route, ComposedRouting::route}) {
      Tape tape = new Tape(on.backend(), new Workspace(), true);
      Variable v = route.route(tape.parameter(u), tape.parameter(w), null, 3, true, EPSILON);
      Variable loss = Sum.sum(v);
      tape.backward(loss);
      float[] first = v.value().toArray();
      float[] firstGradient = w.gradient().toArray();
      for (int replay = 0; replay < 3; replay++) {
        tape.forward();
        tape.backward(loss);
        assertThat(v.value().toArray()).isEqualTo(first);
        assertThat(w.gradient().toArray()).isEqualTo(firstGradient);
      }
      assertThat(tape.parameters()).containsExactly(u, w);
    }
  }

  /** Trap: one round too many, or too few: any other number of rounds gives another result. */
  @ParameterizedTest
  @EnumSource
  void everyRoundCounts(TestBackend on) {
    for (int rounds = 1; rounds <= 5; rounds++) {
      Layer layer = new Layer(2, 6, 4, 3, 5, rounds, true, false, 11);
      double[] found = doubles(layer.valueAndGradients(RoutedCapsules::route, on)[0]);
      for (int other = 1; other <= 6; other++) {
        Formulas.Routed formula = new Formulas.Routed(2, 6, 4, 3, 5, other);
        double[] expected =
            formula.route(
                doubles(layer.u().value()), doubles(layer.w().value()), new double[15], EPSILON);
        double worst = 0;
        for (int k = 0; k < found.length; k++) {
          worst = Math.max(worst, Math.abs(found[k] - expected[k]));
        }
        assertThat(worst < 1e-5).as("%d rounds equal %d", rounds, other).isEqualTo(other == rounds);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shapesThatDoNotFitAreNamed(TestBackend on) {
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    Variable u = tape.constant(Tensor.zeros(2, 5, 8));
    Variable w = tape.constant(Tensor.zeros(5, 10, 16, 7));
    Variable fitting = tape.constant(Tensor.zeros(5, 10, 16, 8));
    for (Route route : new Route[] {RoutedCapsules::route, ComposedRouting::route}) {
      assertThatThrownBy(() -> route.route(u, w, null, 3, true, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[5, 10, 16, 8]")
          .hasMessageContaining("[5, 10, 16, 7]");
      assertThatThrownBy(() -> route.route(u, fitting, null, 0, true, 0))
          .hasMessageContaining("rounds");
    }
  }

  /** A layer of routed capsules with random inputs. */
  record Layer(
      int batch,
      int in,
      int inDimensions,
      int out,
      int outDimensions,
      int rounds,
      boolean all,
      boolean biased,
      long seed) {

    Parameter u() {
      return parameter("u", seed, batch, in, inDimensions);
    }

    Parameter w() {
      return parameter("w", seed, in, out, outDimensions, inDimensions);
    }

    Parameter bias() {
      return parameter("bias", seed, out, outDimensions);
    }

    Formulas.Routed formula() {
      return new Formulas.Routed(batch, in, inDimensions, out, outDimensions, rounds);
    }

    /**
     * Weights of a network's size: with larger ones the rounds sharpen the coefficients until the
     * gradient of the float32 inputs' last bits is larger than what is checked.
     */
    private Parameter smallW() {
      Parameter w = w();
      Tensor value = w.value();
      for (int i = 0; i < value.elements(); i++) {
        value.array()[value.offset() + i] *= (float) (0.5 / Math.sqrt(inDimensions));
      }
      return w;
    }

    void check(Route route, TestBackend on) {
      Parameter u = u();
      Parameter w = smallW();
      Parameter bias = bias();
      Parameter[] parameters = biased ? new Parameter[] {u, w, bias} : new Parameter[] {u, w};
      GradientCheck.of(tape -> record(route, tape, u, w, bias), parameters)
          .formula(all ? throughAllRounds() : throughTheLastRound(u, w, bias))
          .mostElements(100)
          .run(on.backend())
          .orThrow();
    }

    private Variable record(Route route, Tape tape, Parameter u, Parameter w, Parameter bias) {
      return route.route(
          tape.parameter(u),
          tape.parameter(w),
          biased ? tape.parameter(bias) : null,
          rounds,
          all,
          EPSILON);
    }

    private double[] biasOf(double[][] inputs) {
      return biased ? inputs[2] : new double[out * outDimensions];
    }

    private Formula throughAllRounds() {
      return inputs -> formula().route(inputs[0], inputs[1], biasOf(inputs), EPSILON);
    }

    /** The last round's coefficients are constants: computed once, at the unchanged inputs. */
    private Formula throughTheLastRound(Parameter u, Parameter w, Parameter bias) {
      double[][] inputs = {doubles(u.value()), doubles(w.value()), doubles(bias.value())};
      double[] frozen =
          formula()
              .lastCoefficients(
                  formula().predictions(inputs[0], inputs[1]), biasOf(inputs), EPSILON);
      return changed ->
          formula()
              .outputs(
                  frozen, formula().predictions(changed[0], changed[1]), biasOf(changed), EPSILON);
    }

    /** v, du, dw and, if biased, dbias, of the loss Σ r · v. */
    float[][] valueAndGradients(Route route, TestBackend on) {
      Parameter u = u();
      Parameter w = w();
      Parameter bias = bias();
      Tape tape = new Tape(on.backend(), new Workspace(), true);
      Variable v = record(route, tape, u, w, bias);
      tape.backward(v, TestTensors.random(seed + 5, batch, out, outDimensions));
      return new float[][] {
        v.value().toArray(),
        u.gradient().toArray(),
        w.gradient().toArray(),
        bias.gradient().toArray()
      };
    }
  }

  @Provide
  Arbitrary<Layer> layers() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 17),
            Arbitraries.integers().between(1, 5).withDistribution(RandomDistribution.uniform()),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs())
        .as(
            (batch, in, inDimensions, out, outDimensions, rounds, mode, seed) ->
                new Layer(
                    batch,
                    in,
                    inDimensions,
                    out,
                    outDimensions,
                    rounds,
                    mode % 2 == 0,
                    mode / 2 == 0,
                    seed));
  }
}
