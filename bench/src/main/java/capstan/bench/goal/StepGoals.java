package capstan.bench.goal;

import capstan.bench.measure.Footprint;
import capstan.bench.measure.Limits;
import capstan.bench.measure.Network;
import capstan.bench.measure.Stopwatch;
import capstan.bench.model.StepModel;
import capstan.bench.model.StepTimes;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;

/**
 * The rows about the whole network: training steps and inference.
 *
 * @param table where they go
 * @param threads of the SIMD backend
 * @param limits of the machine
 */
record StepGoals(GoalTable table, int threads, Limits limits) {
  private static final double SECONDS = 1;
  private static final int MOST_WARM_STEPS = 50;
  private static final String RATE = "images/s";

  void print() {
    double rate;
    try (Backend backend = Backends.simd(threads)) {
      Network last = new Network(backend, 128, RoutingGradient.LAST_ROUND);
      // First, since it warms up until nothing is left to compile.
      footprint(last);
      double step = Stopwatch.median(last::step, 2 * SECONDS);
      rate = 128e3 / step;
      StepModel model = new StepModel(128, false);
      table.atLeast(
          "whole step, gradient of the last round",
          RATE,
          900,
          rate,
          128e3 / model.stepFloor(limits));
      table.atLeast(
          "inference, batch 128",
          RATE,
          3500,
          128e3 / Stopwatch.median(last::classify, SECONDS),
          128e3 / model.inferenceFloor(limits));
    }
    step("whole step, gradient of all rounds", 800, 128, RoutingGradient.ALL_ROUNDS);
    step("whole step, batch 64", 800, 64, RoutingGradient.LAST_ROUND);
    step("whole step, batch 32", 600, 32, RoutingGradient.LAST_ROUND);
    oneImage();
    everythingElse();
    scalar(rate);
  }

  private void step(String label, double goal, int batch, RoutingGradient gradient) {
    StepModel model = new StepModel(batch, gradient == RoutingGradient.ALL_ROUNDS);
    try (Backend backend = Backends.simd(threads)) {
      Network network = new Network(backend, batch, gradient);
      table.atLeast(
          label,
          RATE,
          goal,
          1e3 * batch / Stopwatch.median(network::step, 2 * SECONDS),
          1e3 * batch / model.stepFloor(limits));
    }
  }

  private void oneImage() {
    try (Backend backend = Backends.simd(threads)) {
      Network one = new Network(backend, 1, RoutingGradient.LAST_ROUND);
      double[] times = Stopwatch.times(one::classify, SECONDS, 1000);
      double limit = new StepModel(1, false).inferenceFloor(limits);
      table.atMost("one image, median", "ms", 1.2, Stopwatch.percentile(times, 50), limit);
      table.atMost("one image, 99th percentile", "ms", 2, Stopwatch.percentile(times, 99), limit);
    }
  }

  /** What is left of a step without the layers that have a goal of their own, in the same steps. */
  private void everythingElse() {
    StepTimes times = StepTimes.measure(threads, 128, RoutingGradient.LAST_ROUND, SECONDS);
    table.atMost(
        "everything else of a step together",
        "ms",
        8,
        times.median(part -> !part.hasOwnGoal()),
        new StepModel(128, false).floor(limits, part -> !part.hasOwnGoal()));
  }

  /**
   * Plain loops on a batch of 2, which takes them most of a second.
   *
   * @param simdRate images a second of the SIMD backend at batch 128
   */
  private void scalar(double simdRate) {
    double simd;
    try (Backend backend = Backends.simd(threads)) {
      Network network = new Network(backend, 2, RoutingGradient.LAST_ROUND);
      simd = Stopwatch.median(network::step, SECONDS / 2);
    }
    try (Backend backend = Backends.scalar()) {
      Network network = new Network(backend, 2, RoutingGradient.LAST_ROUND);
      double scalar = Stopwatch.median(network::step, SECONDS / 2);
      double rate = 2e3 / scalar;
      table.atLeast(
          "images/s, batch 128, over scalar's at 2", "x", 100, simdRate / rate, Double.NaN);
      table.atLeast("simd over scalar, both batch 2", "x", Double.NaN, scalar / simd, Double.NaN);
    }
  }

  private void footprint(Network network) {
    int steps = 20;
    // What runs a few times a step is interpreted for the first dozens, and then its vectors are
    // objects: the steady state begins with a step that makes none.
    long bytes;
    int warm = 0;
    do {
      bytes = Footprint.allocatedBytes();
      network.step();
    } while (Footprint.allocatedBytes() > bytes && ++warm < MOST_WARM_STEPS);
    long faults = Footprint.pageFaults();
    bytes = Footprint.allocatedBytes();
    for (int k = 0; k < steps; k++) {
      network.step();
    }
    double allocated = (double) (Footprint.allocatedBytes() - bytes) / steps;
    table.atMost("allocated a step (goal 0)", "bytes", Double.NaN, allocated, Double.NaN);
    double touched = (double) (Footprint.pageFaults() - faults) / steps;
    table.atMost("page faults per step (goal 0)", "pages", Double.NaN, touched, Double.NaN);
  }
}
