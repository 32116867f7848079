package capstan.autograd.op;

import static capstan.autograd.TestTensors.doubles;
import static capstan.autograd.TestTensors.oneHot;
import static capstan.autograd.TestTensors.parameter;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.TestBackend;
import capstan.autograd.TestTensors;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.autograd.capsule.Mask;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.capsule.Squash;
import capstan.autograd.check.GradientCheck;
import capstan.autograd.loss.MarginLoss;
import capstan.autograd.loss.SumOfSquares;
import capstan.core.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient of a whole small CapsNet, decoder and both losses included. */
class SmallCapsNetTest {
  private static final int BATCH = 2;
  private static final int SIDE = 9;
  private static final int PIXELS = SIDE * SIDE;
  private static final int CHANNELS = 6;
  private static final int TYPES = 2;
  private static final int DIMENSIONS = 4;
  private static final int CLASSES = 3;
  private static final int CLASS_DIMENSIONS = 5;
  private static final int HIDDEN = 8;
  private static final float RECONSTRUCTION_WEIGHT = 0.05f;

  private static final Formulas.Convolved CONV1 =
      new Formulas.Convolved(BATCH, SIDE, SIDE, 1, CHANNELS, 3, 3, 1, 0);
  private static final Formulas.Convolved PRIMARY =
      new Formulas.Convolved(BATCH, 7, 7, CHANNELS, TYPES * DIMENSIONS, 3, 3, 2, 0);
  private static final int PRIMARY_CAPSULES = 3 * 3 * TYPES;
  private static final Formulas.Routed DIGIT_CAPS =
      new Formulas.Routed(BATCH, PRIMARY_CAPSULES, DIMENSIONS, CLASSES, CLASS_DIMENSIONS, 3);

  private final Tensor image = TestTensors.random(1, BATCH, SIDE, SIDE, 1);
  private final Tensor targets = oneHot(2, BATCH, CLASSES);
  private final Parameter[] parameters = {
    parameter("conv1.weight", 1, 3, 3, 1, CHANNELS),
    parameter("conv1.bias", 2, CHANNELS),
    parameter("primary_caps.conv.weight", 3, 3, 3, CHANNELS, TYPES * DIMENSIONS),
    parameter("primary_caps.conv.bias", 4, TYPES * DIMENSIONS),
    parameter("digit_caps.W", 5, PRIMARY_CAPSULES, CLASSES, CLASS_DIMENSIONS, DIMENSIONS),
    parameter("decoder.0.weight", 6, HIDDEN, CLASSES * CLASS_DIMENSIONS),
    parameter("decoder.0.bias", 7, HIDDEN),
    parameter("decoder.2.weight", 8, PIXELS, HIDDEN),
    parameter("decoder.2.bias", 9, PIXELS)
  };

  @ParameterizedTest
  @CsvSource({"SCALAR, true", "SCALAR, false", "SIMD, true", "SIMD, false"})
  void gradientEqualsDifferencesOfTheFormula(TestBackend on, boolean fused) {
    GradientCheck.of(tape -> network(tape, fused), parameters)
        .formula(this::loss)
        .mostElements(60)
        .run(on.backend())
        .orThrow();
  }

  private Variable network(Tape tape, boolean fused) {
    Variable[] p = new Variable[parameters.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = tape.parameter(parameters[i]);
    }
    Variable x = tape.constant(image);
    Variable chosen = tape.constant(targets);
    Variable features = Convolve.convolveRelu(x, p[0], p[1], 1, 0);
    Variable primary = Convolve.convolve(features, p[2], p[3], 2, 0);
    Variable s = primary.reshape(BATCH, PRIMARY_CAPSULES, DIMENSIONS);
    Variable u = Squash.squash(s, 0);
    Variable v =
        fused
            ? RoutedCapsules.route(u, p[4], null, 3, true, 0)
            : ComposedRouting.route(u, p[4], null, 3, true, 0);
    Variable margin = MarginLoss.marginLoss(Lengths.lengths(v), chosen);
    Variable masked = Mask.mask(v, chosen);
    Variable hidden = Relu.relu(Linear.linear(masked, p[5], p[6]));
    Variable pixels = Sigmoid.sigmoid(Linear.linear(hidden, p[7], p[8]));
    Variable squares = SumOfSquares.sumOfSquares(pixels, x.reshape(BATCH, PIXELS));
    return Add.add(margin, Scale.scale(squares, RECONSTRUCTION_WEIGHT));
  }

  private double[] loss(double[][] p) {
    double[] features = Formulas.relu(CONV1.apply(doubles(image), p[0], p[1]));
    double[] s = PRIMARY.apply(features, p[2], p[3]);
    double[] u = Formulas.squash(s, DIMENSIONS, 0);
    double[] noBias = new double[CLASSES * CLASS_DIMENSIONS];
    double[] v = DIGIT_CAPS.route(u, p[4], noBias, 0);
    double margin =
        Formulas.marginLoss(Formulas.lengths(v, CLASS_DIMENSIONS), doubles(targets), BATCH);
    double[] masked = v.clone();
    for (int k = 0; k < masked.length; k++) {
      masked[k] *= doubles(targets)[k / CLASS_DIMENSIONS];
    }
    double[] hidden = Formulas.relu(Formulas.linear(masked, p[5], p[6], masked.length / BATCH));
    double[] pixels = Formulas.sigmoid(Formulas.linear(hidden, p[7], p[8], HIDDEN));
    return new double[] {
      margin + RECONSTRUCTION_WEIGHT * Formulas.sumOfSquares(pixels, doubles(image))
    };
  }
}
