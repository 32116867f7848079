package capstan.bench;

import java.util.List;
import java.util.Map;

/**
 * One line of the table: a benchmark method and its arguments.
 *
 * @param label what it is called
 * @param method class and method
 * @param counter which of {@link Work}'s counters is its rate
 * @param arguments benchmark parameters
 * @param scalarArguments those that differ for the scalar backend, such as a smaller batch
 */
record Row(
    String label,
    String method,
    String counter,
    Map<String, String> arguments,
    Map<String, String> scalarArguments) {

  /** What {@code bench} measures: every part of a training step, then the step. */
  static final List<Row> ALL =
      List.of(
          gemm("512x512x512"),
          gemm("128x784x1024"),
          convolution("conv1", "forward"),
          convolution("conv1", "backwardWeight"),
          convolution("primaryCaps", "forward"),
          convolution("primaryCaps", "backwardInput"),
          convolution("primaryCaps", "backwardWeight"),
          routing("forward", "false"),
          routing("step", "false"),
          routing("step", "true"),
          convolution("3x3", "forward"),
          convolution("3x3", "backwardInput"),
          convolution("3x3", "backwardWeight"),
          layer("self-attention", "AttentionBenchmark", "forward"),
          layer("self-attention", "AttentionBenchmark", "step"),
          layer("EM routing", "EmRoutingBenchmark", "forward"),
          layer("EM routing", "EmRoutingBenchmark", "step"),
          plain("squash, 8 dimensions", "CapsulesBenchmark.squash", "GB"),
          pointwise("relu"),
          pointwise("sigmoid"),
          pointwise("exp"),
          plain("softmax, 10 columns", "OptimizerBenchmark.softmax", "GB"),
          plain("sum", "OptimizerBenchmark.sum", "GB"),
          plain("Adam", "OptimizerBenchmark.adam", "GB"),
          step("whole training step", "train"),
          step("whole inference", "classify"));

  private static Row gemm(String shape) {
    return new Row(
        "GEMM " + shape, "GemmBenchmark.multiply", "GFLOP", Map.of("shape", shape), Map.of());
  }

  private static Row convolution(String layer, String pass) {
    return new Row(
        layer + " " + pass,
        "ConvolutionBenchmark." + pass,
        "GFLOP",
        Map.of("layer", layer, "batch", "128"),
        Map.of("batch", layer.equals("conv1") ? "16" : "1"));
  }

  private static Row routing(String method, String allRounds) {
    String what =
        method.equals("forward")
            ? "forward"
            : "both directions, gradient through " + (allRounds.equals("true") ? "all" : "one");
    return new Row(
        "DigitCaps " + what,
        "RoutingBenchmark." + method,
        "images",
        Map.of("allRounds", allRounds, "batch", "128"),
        Map.of("batch", "8"));
  }

  private static Row layer(String label, String type, String method) {
    return new Row(
        label + (method.equals("step") ? " both directions" : " forward"),
        type + "." + method,
        "images",
        Map.of("batch", "128"),
        Map.of("batch", "8"));
  }

  private static Row pointwise(String method) {
    return new Row(
        method, "PointwiseBenchmark." + method, "GB", Map.of("elements", "87040"), Map.of());
  }

  private static Row plain(String label, String method, String counter) {
    return new Row(label, method, counter, Map.of(), Map.of());
  }

  private static Row step(String label, String method) {
    return new Row(
        label, "StepBenchmark." + method, "images", Map.of("batch", "128"), Map.of("batch", "1"));
  }

  /** Unit of the rate, for people. */
  String unit() {
    return counter + "/s";
  }
}
