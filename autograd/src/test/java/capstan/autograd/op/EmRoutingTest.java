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
import capstan.autograd.capsule.EmRoutedCapsules;
import capstan.autograd.capsule.LastSigmoid;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.loss.SpreadLoss;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EM routing against a plain formula, finite differences, and the traps others fell into. */
class EmRoutingTest {
  private static final float TEMPERATURE = 0.1f;

  private static EmGeometry geometry(int batch, boolean classes, int rounds) {
    return classes
        ? new EmGeometry(batch, 2, 3, 2, 3, 1, 1, true, rounds, TEMPERATURE)
        : new EmGeometry(batch, 4, 3, 2, 3, 2, 1, false, rounds, TEMPERATURE);
  }

  private static Parameter children(long seed, EmGeometry g) {
    Parameter x =
        parameter("x", seed, g.batch(), g.height(), g.width(), g.types(), EmGeometry.NUMBERS);
    float[] values = x.value().array();
    for (int k = 0; k < values.length; k++) {
      // Poses so small that no parent loses all of its children.
      values[k] = k % 17 == 16 ? 0.5f + 0.45f * values[k] : 0.2f * values[k];
    }
    return x;
  }

  private static Parameter matrices(long seed, EmGeometry g) {
    return parameter("w", seed, g.matrices(), g.parentTypes(), EmGeometry.POSE);
  }

  private static double[] plain(EmGeometry g, double[]... in) {
    return new PlainEmRouting(
            g.height(), g.width(), g.types(), g.parentTypes(), g.kernel(), g.stride(), g.classes())
        .route(in[0], in[1], in[2], in[3], g.rounds(), g.inverseTemperature());
  }

  @Property(tries = 12)
  void gradients(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll boolean classes,
      @ForAll @IntRange(min = 1, max = 3) int rounds) {
    EmGeometry g = geometry(2, classes, rounds);
    Parameter x = children(seed, g);
    Parameter w = matrices(seed, g);
    Parameter costs = parameter("costs", seed, g.parentTypes());
    Parameter thresholds = parameter("thresholds", seed, g.parentTypes());
    GradientCheck.of(
            tape ->
                EmRoutedCapsules.route(
                    tape.parameter(x),
                    tape.parameter(w),
                    tape.parameter(costs),
                    tape.parameter(thresholds),
                    g),
            x,
            w,
            costs,
            thresholds)
        .formula(in -> plain(g, in))
        .mostElements(40)
        .tolerance(1e-3)
        .run(on.backend())
        .orThrow();
  }

  @Property(tries = 20)
  void forward(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll boolean classes,
      @ForAll @IntRange(min = 1, max = 3) int rounds) {
    EmGeometry g = geometry(3, classes, rounds);
    assertLikePlain(on, g, children(seed, g), matrices(seed, g));
  }

  private static void assertLikePlain(TestBackend on, EmGeometry g, Parameter x, Parameter w) {
    Parameter costs = parameter("costs", 3, g.parentTypes());
    Parameter thresholds = parameter("thresholds", 4, g.parentTypes());
    double[] expected =
        plain(
            g,
            doubles(x.value()),
            doubles(w.value()),
            doubles(costs.value()),
            doubles(thresholds.value()));
    float[] found = route(on, g, x, w, costs, thresholds);
    assertThat(found).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int k = 0; k < found.length; k++) {
      assertThat((double) found[k]).isCloseTo(expected[k], within(1e-5 * Math.max(1, largest)));
    }
  }

  private static float[] route(
      TestBackend on,
      EmGeometry g,
      Parameter x,
      Parameter w,
      Parameter costs,
      Parameter thresholds) {
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    return EmRoutedCapsules.route(
            tape.parameter(x),
            tape.parameter(w),
            tape.parameter(costs),
            tape.parameter(thresholds),
            g)
        .value()
        .toArray();
  }

  @ParameterizedTest
  @EnumSource
  void kernelsMoveByTheStride(TestBackend on) {
    EmGeometry g = new EmGeometry(2, 5, 7, 2, 3, 3, 2, false, 3, TEMPERATURE);
    assertLikePlain(on, g, children(5, g), matrices(6, g));
  }

  /** Trap: a softmax over the types of one place only. Here one type at two places competes. */
  @ParameterizedTest
  @EnumSource
  void childrenChooseAmongPlaces(TestBackend on) {
    EmGeometry g = new EmGeometry(1, 1, 3, 2, 1, 1, 1, false, 3, TEMPERATURE);
    // Kernels of 1x1 do not overlap; of 1x2 the middle child feeds two places.
    EmGeometry overlapping = new EmGeometry(1, 2, 3, 2, 1, 2, 1, false, 3, TEMPERATURE);
    for (EmGeometry each : new EmGeometry[] {g, overlapping}) {
      assertLikePlain(on, each, children(5, each), matrices(6, each));
    }
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    EmRoutedCapsules layer =
        new EmRoutedCapsules(
            tape.parameter(children(5, overlapping)),
            tape.parameter(matrices(6, overlapping)),
            tape.parameter(parameter("costs", 3, 1)),
            tape.parameter(parameter("thresholds", 4, 1)),
            on.backend().emRouting().plan(overlapping, new Workspace()));
    tape.record(layer);
    Tensor assignments = Tensor.zeros(1, 2, overlapping.slots(), 1);
    layer.plan().assignments(2, assignments);
    float[] sums = new float[overlapping.children()];
    for (int place = 0; place < 2; place++) {
      for (int slot = 0; slot < overlapping.slots(); slot++) {
        sums[overlapping.child(place, slot)] += assignments.get(0, place, slot, 0);
      }
    }
    assertThat(sums).containsExactly(ones(sums.length), within(1e-5f));
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Trap: a · ln p instead of ln a + ln p: activations far from each other show it. */
  @ParameterizedTest
  @EnumSource
  void activationsWeighAsFactors(TestBackend on) {
    EmGeometry g = new EmGeometry(1, 2, 2, 2, 2, 1, 1, true, 2, 1);
    Parameter w = matrices(9, g);
    // Both types vote alike, so that nothing but their activations tells the two apart.
    for (int row = 0; row < g.matrices(); row++) {
      System.arraycopy(w.value().array(), row * 32, w.value().array(), row * 32 + 16, 16);
    }
    Parameter x = children(8, g);
    Parameter costs = new Parameter("costs", Tensor.of(Shape.of(2), 0, 0));
    Parameter thresholds = new Parameter("thresholds", Tensor.of(Shape.of(2), 60, -60));
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    EmRoutedCapsules layer =
        new EmRoutedCapsules(
            tape.parameter(x),
            tape.parameter(w),
            tape.parameter(costs),
            tape.parameter(thresholds),
            on.backend().emRouting().plan(g, new Workspace()));
    tape.record(layer);
    Tensor a = Tensor.zeros(1, 1, 2);
    Tensor r = Tensor.zeros(1, 1, g.slots(), 2);
    layer.plan().activations(0, a);
    layer.plan().assignments(1, r);
    float share = a.get(0, 0, 0) / (a.get(0, 0, 0) + a.get(0, 0, 1));
    assertThat(share).isBetween(0.6f, 0.99f);
    for (int slot = 0; slot < g.slots(); slot++) {
      assertThat(r.get(0, 0, slot, 0)).isCloseTo(share, within(1e-4f));
    }
  }

  /** Trap: a parent with one child has no variance but the least, and finite numbers. */
  @ParameterizedTest
  @EnumSource
  void parentsOfOneChild(TestBackend on) {
    EmGeometry g = new EmGeometry(1, 1, 1, 1, 2, 1, 1, false, 3, TEMPERATURE);
    Parameter x = children(1, g);
    Parameter w = matrices(2, g);
    Parameter costs = new Parameter("costs", Tensor.of(Shape.of(2), 0, 0));
    Parameter thresholds = new Parameter("thresholds", Tensor.of(Shape.of(2), 0, 0));
    float[] y = route(on, g, x, w, costs, thresholds);
    double mass = x.value().array()[16] / 2;
    double lambda = TEMPERATURE * (1 - Math.pow(0.95, 3));
    double a = 1 / (1 + Math.exp(lambda * 8 * Math.log(5e-4) * mass));
    assertThat((double) y[16]).isCloseTo(a, within(1e-5));
    assertThat((double) y[33]).isCloseTo(a, within(1e-5));
    Tape tape = new Tape(on.backend(), new Workspace(), true);
    tape.backward(
        Sum.sum(
            EmRoutedCapsules.route(
                tape.parameter(x),
                tape.parameter(w),
                tape.parameter(costs),
                tape.parameter(thresholds),
                g)));
    for (Parameter each : new Parameter[] {x, w, costs, thresholds}) {
      for (float gradient : each.gradient().toArray()) {
        assertThat(gradient).isFinite();
      }
    }
  }

  /** Children that are all but absent leave finite numbers. */
  @ParameterizedTest
  @EnumSource
  void noActivationAtAll(TestBackend on) {
    EmGeometry g = geometry(1, false, 3);
    Parameter x = children(1, g);
    for (int k = 16; k < x.value().elements(); k += 17) {
      x.value().array()[k] = 0;
    }
    Parameter betas = parameter("betas", 3, g.parentTypes());
    for (float each : route(on, g, x, matrices(2, g), betas, betas)) {
      assertThat(each).isFinite();
    }
  }

  /** Of an image alone as beside others: no result depends on another's. */
  @ParameterizedTest
  @EnumSource
  void imagesAreIndependent(TestBackend on) {
    EmGeometry many = geometry(20, false, 3);
    Parameter x = children(1, many);
    Parameter w = matrices(2, many);
    Parameter betas = parameter("betas", 3, many.parentTypes());
    float[] all = route(on, many, x, w, betas, betas);
    Parameter last = new Parameter("last", x.value().slice(19, 1));
    float[] alone = route(on, geometry(1, false, 3), last, w, betas, betas);
    assertThat(alone).isEqualTo(Arrays.copyOfRange(all, 19 * alone.length, all.length));
  }

  @Property(tries = 20)
  void lastSigmoid(@ForAll TestBackend on, @ForAll long seed) {
    Parameter x = parameter("x", seed, 2, 3, 17);
    GradientCheck.of(tape -> LastSigmoid.lastSigmoid(tape.parameter(x)), x)
        .formula(
            in -> {
              double[] y = in[0].clone();
              for (int k = 16; k < y.length; k += 17) {
                y[k] = 1 / (1 + Math.exp(-y[k]));
              }
              return y;
            })
        .run(on.backend())
        .orThrow();
    Tape tape = new Tape(on.backend(), new Workspace(), false);
    Variable other = tape.parameter(parameter("other", seed, 2, 16));
    assertThatThrownBy(() -> LastSigmoid.lastSigmoid(other)).hasMessageContaining("17");
  }

  @Property(tries = 40)
  void spreadLoss(
      @ForAll TestBackend on,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int batch,
      @ForAll @IntRange(min = 2, max = 12) int classes) {
    Parameter a = parameter("a", seed, batch, classes);
    Tensor targets = oneHot(seed, batch, classes);
    GradientCheck.of(
            tape -> SpreadLoss.spreadLoss(tape.parameter(a), tape.constant(targets), 0.7), a)
        .formula(
            in -> {
              double sum = 0;
              for (int k = 0; k < in[0].length; k++) {
                for (int t = k / classes * classes; t < (k / classes + 1) * classes; t++) {
                  if (targets.array()[t] == 1 && t != k) {
                    sum += Math.pow(Math.max(0, 0.7 - (in[0][t] - in[0][k])), 2);
                  }
                }
              }
              return new double[] {sum / batch};
            })
        .run(on.backend())
        .orThrow();
  }

  @Test
  void spreadLossOfOne() {
    // max(0, 0.5 - (0.6 - 0.4))² + max(0, 0.5 - (0.6 - 0))²
    assertThat(SpreadLoss.ofOne(new float[] {9, 0.4f, 0.6f, 0}, 1, 3, 1, 0.5))
        .isCloseTo(0.09, within(1e-6));
  }
}
