package capstan.bench.goal;

import capstan.bench.measure.ConvolutionPasses;
import capstan.bench.measure.Limits;
import capstan.bench.measure.PaperLayers;
import capstan.bench.measure.RandomTensors;
import capstan.bench.measure.Stopwatch;
import capstan.bench.model.StepModel;
import capstan.bench.model.StepPart;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.kernel.Backend;
import capstan.core.kernel.RoutingPlan;

/** The rows about single layers at batch 128, and about Adam. */
final class LayerGoals {
  private static final double SECONDS = 0.7;
  private static final int BATCH = 128;
  private static final String TIME = "ms";

  private LayerGoals() {}

  /**
   * PrimaryCaps' three passes.
   *
   * @param transformed whether the planner chooses transforms, as it does unless forced
   */
  static void primaryCaps(GoalTable table, Backend backend, Limits limits, boolean transformed) {
    var geometry = PaperLayers.primaryCaps(BATCH);
    ConvolutionPasses passes = ConvolutionPasses.measure(backend, geometry, true);
    // The products alone: what comes before and after them could be hidden behind them.
    double limit =
        transformed
            ? new StepModel(BATCH, false).of(StepPart.PRIMARY_FORWARD_PRODUCTS).floor(limits)
            : geometry.flops() / limits.gflops() / 1e6;
    String name = transformed ? ", transformed" : ", direct";
    double forward = transformed ? 34 : limit / 0.9;
    double backward = transformed ? 31 : limit / 0.9;
    table.atMost("PrimaryCaps forward" + name, TIME, forward, passes.forward(), limit);
    table.atMost("PrimaryCaps to input" + name, TIME, backward, passes.toInput(), limit);
    table.atMost("PrimaryCaps to weights" + name, TIME, backward, passes.toWeights(), limit);
  }

  static void conv1(GoalTable table, Backend backend, Limits limits) {
    ConvolutionPasses passes =
        ConvolutionPasses.measure(backend, PaperLayers.conv1(BATCH), /* withInput= */ false);
    table.atMost(
        "Conv1 forward + to weights",
        TIME,
        14,
        passes.forward() + passes.toWeights(),
        new StepModel(BATCH, false)
            .floor(
                limits,
                part -> part == StepPart.CONV1_FORWARD || part == StepPart.CONV1_TO_WEIGHTS));
  }

  static void digitCaps(GoalTable table, Backend backend, Limits limits) {
    for (boolean all : new boolean[] {false, true}) {
      RoutingPlan plan = backend.routing().plan(PaperLayers.digitCaps(BATCH, all), new Workspace());
      RandomTensors random = new RandomTensors();
      Tensor u = random.next(BATCH, 1152, 8);
      Tensor w = random.next(1152, 10, 16, 8);
      Tensor v = random.next(BATCH, 10, 16);
      Tensor dv = random.next(BATCH, 10, 16);
      Tensor du = random.next(BATCH, 1152, 8);
      Tensor dw = random.next(1152, 10, 16, 8);
      double time =
          Stopwatch.median(
              () -> {
                plan.forward(u, w, null, v);
                plan.backward(u, w, null, dv, du, dw, null);
              },
              SECONDS);
      table.atMost(
          "DigitCaps, gradient of " + (all ? "all rounds" : "the last round"),
          TIME,
          all ? 25 : 11,
          time,
          new StepModel(BATCH, all)
              .floor(
                  limits,
                  part ->
                      part == StepPart.DIGIT_CAPS_FORWARD || part == StepPart.DIGIT_CAPS_BACKWARD));
    }
  }

  static void adam(GoalTable table, Backend backend, Limits limits) {
    RandomTensors random = new RandomTensors();
    Tensor parameter = random.next(PaperLayers.PARAMETERS);
    Tensor gradient = random.next(PaperLayers.PARAMETERS);
    Tensor first = random.next(PaperLayers.PARAMETERS);
    Tensor second = random.next(PaperLayers.PARAMETERS);
    backend.pointwise().multiply(second, second, second);
    AdamSettings settings = AdamSettings.DEFAULT;
    double time =
        Stopwatch.median(
            () ->
                backend
                    .adam()
                    .update(parameter, gradient, first, second, settings, new AdamStep(1e-3f, 10)),
            SECONDS);
    table.atMost(
        "Adam", TIME, 6, time, new StepModel(BATCH, false).of(StepPart.ADAM).floor(limits));
  }
}
