package capstan.bench.goal;

import capstan.bench.measure.Limits;
import capstan.bench.model.StepModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows about {@code capstan train} as a user runs it: the launcher itself is started, trains
 * for one epoch and evaluates; its own lines tell when the first step and the epoch are done.
 */
final class CommandGoals {
  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;
  private static final String FIRST_STEP = "capstan train to the first trained step";
  private static final String EPOCH = "an epoch, wall clock, with its test";
  private static final String MEMORY = "peak memory of that training";

  private CommandGoals() {}

  /**
   * Runs a training as a user does and adds its goals to the table.
   *
   * @param table where the rows go
   * @param threads of the training
   * @param limits of the machine
   * @param data a folder in MNIST's form; empty for drawn digits, whose accuracy says nothing
   * @throws IOException if the digits cannot be written, or the launcher not be started
   */
  static void print(GoalTable table, int threads, Limits limits, Optional<Path> data)
      throws IOException {
    String launcher = System.getProperty("capstan.command");
    if (launcher == null) {
      for (String row : List.of(FIRST_STEP, EPOCH, MEMORY)) {
        table.missing(row, "not measured: start this as ./capstan bench");
      }
      return;
    }
    Path folder = Files.createTempDirectory("capstan-bench");
    try {
      Path images = data.orElse(folder.resolve("digits"));
      if (data.isEmpty()) {
        DigitsFolder.write(images, TRAIN, TEST);
      }
      TrainingOutput output = new TrainingOutput();
      TrainingProcess training =
          TrainingProcess.run(
              output,
              launcher,
              "train",
              "--data",
              images.toString(),
              "--run",
              folder.resolve("run").toString(),
              "--epochs",
              "1",
              "--threads",
              Integer.toString(threads));
      if (training.failed() || !output.isComplete()) {
        table.missing(EPOCH, "the training failed: " + training.lastLine());
        return;
      }
      rows(table, limits, output, data.isPresent());
      if (training.peakBytes() > 0) {
        table.atMost(MEMORY, "GB", 1.6, training.peakBytes() / 1e9, Double.NaN);
      } else {
        table.missing(MEMORY, "not measured: only Linux tells");
      }
    } finally {
      remove(folder);
    }
  }

  private static void rows(GoalTable table, Limits limits, TrainingOutput output, boolean real) {
    table.atMost(FIRST_STEP, "s", 3, output.firstStepSeconds(), Double.NaN);
    double steps = TRAIN / 128.0 * new StepModel(128, true).stepFloor(limits);
    double tests = TEST / 128.0 * new StepModel(128, true).inferenceFloor(limits);
    table.atMost(EPOCH, "s", 75, output.epochSeconds(), (steps + tests) / 1e3);
    if (real) {
      table.atLeast(
          "accuracy after it (99 % in 100 s: see results)",
          "%", Double.NaN, output.accuracyPercent(), Double.NaN);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
