package capstan.bench.model;

import capstan.bench.measure.Network;
import capstan.bench.measure.Spread;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The times of a step's parts, measured within the same whole steps. */
public final class StepTimes {
  private final List<Map<StepPart, Double>> steps = new ArrayList<>();
  private final StepRecorder recorder;

  private StepTimes(StepRecorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Trains on made-up images and watches.
   *
   * @param threads of the SIMD backend
   * @param batch images
   * @param gradient which rounds of routing the gradient flows through
   * @param seconds how long to measure, after a warm-up half as long
   */
  public static StepTimes measure(
      int threads, int batch, RoutingGradient gradient, double seconds) {
    StepRecorder recorder = new StepRecorder();
    StepTimes times = new StepTimes(recorder);
    try (Backend backend = WatchedBackend.create(threads, recorder)) {
      Network network = new Network(backend, batch, gradient);
      long warm = System.nanoTime() + (long) (seconds * 0.5e9);
      for (int step = 0; step < 3 || System.nanoTime() < warm; step++) {
        network.step();
      }
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (times.steps.size() < 5 || System.nanoTime() < end) {
        times.watch(network);
      }
    }
    return times;
  }

  private void watch(Network network) {
    recorder.clear();
    long start = System.nanoTime();
    network.forward();
    recorder.backward(true);
    network.backward();
    recorder.backward(false);
    recorder.time(StepPart.ADAM, network::update);
    double left = (System.nanoTime() - start) / 1e6;
    Map<StepPart, Double> step = new EnumMap<>(StepPart.class);
    for (StepPart part : StepPart.values()) {
      double time = recorder.tally(part).nanoseconds / 1e6;
      step.put(part, time);
      left -= time;
    }
    step.put(StepPart.REST, left);
    steps.add(step);
  }

  /**
   * Median over the steps of the time that some parts took together.
   *
   * @param parts which
   * @return milliseconds
   */
  public double median(Predicate<StepPart> parts) {
    return Spread.of(
            steps.stream()
                .mapToDouble(
                    step ->
                        step.entrySet().stream()
                            .filter(each -> parts.test(each.getKey()))
                            .mapToDouble(Map.Entry::getValue)
                            .sum())
                .toArray())
        .median();
  }

  /** Median time of a part, in milliseconds. */
  public double median(StepPart part) {
    return median(each -> each == part);
  }

  /** Median time of a whole step, in milliseconds. */
  public double whole() {
    return median(part -> true);
  }

  /** What a part has had in the latest step. */
  StepRecorder.Tally latest(StepPart part) {
    return recorder.tally(part);
  }
}
