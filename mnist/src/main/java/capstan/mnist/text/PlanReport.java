package capstan.mnist.text;

import capstan.capsnet.layer.Layer;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionAlgorithm;
import capstan.core.kernel.ConvolutionForecast;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.PeakRate;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How each convolution of a network is going to be computed, what that should cost and costs. */
public final class PlanReport {
  private static final String ROW = "%-12s %-11s %-7s %20s %20s %20s %20s%n";
  private static final int PEAK_MILLISECONDS = 2000;

  private PlanReport() {}

  /**
   * Measures and prints a table.
   *
   * @param out where to
   * @param backend what computes
   * @param layers of a network
   * @param batch images at a time
   */
  public static void print(PrintWriter out, Backend backend, List<Layer> layers, int batch) {
    boolean simd = backend.vectorLoops();
    double gflops = simd ? PeakRate.measure(backend.workers(), PEAK_MILLISECONDS) : Double.NaN;
    out.printf(
        Locale.ROOT,
        "Convolutions at batch %d on %s%n",
        batch,
        Figures.count(backend.workers().threads(), "thread")
            + (simd
                ? ", predicted from " + Figures.decimal(gflops, 0) + " GFLOP/s in registers"
                : ""));
    out.println();
    out.printf(ROW, "", "", "", "forward", "to input", "to weights", "all three");
    for (Layer layer : layers) {
      layer
          .convolution(batch)
          .ifPresent(
              geometry -> printLayer(out, backend, gflops, layer.summary().name(), geometry));
    }
    out.println();
    out.println(
        "Milliseconds, predicted / measured. The first layer of a network needs no gradient");
    out.println("to its input; the choice counts it all the same.");
  }

  private static void printLayer(
      PrintWriter out, Backend backend, double gflops, String title, ConvolutionGeometry geometry) {
    ConvolutionAlgorithm chosen = backend.convolution().choice(geometry);
    String name = title;
    for (ConvolutionAlgorithm algorithm : backend.convolution().algorithms(geometry)) {
      ConvolutionForecast forecast =
          backend.convolution().forecast(geometry, algorithm).milliseconds(gflops);
      ConvolutionTimes times = ConvolutionTimes.measure(backend, geometry, algorithm);
      out.printf(
          ROW,
          name,
          algorithm.label(),
          algorithm == chosen ? "chosen" : "",
          both(forecast.forward(), times.forward()),
          both(forecast.toInput(), times.toInput()),
          both(forecast.toWeights(), times.toWeights()),
          both(forecast.total(), times.total()));
      out.flush();
      name = "";
    }
    backend
        .convolution()
        .exactness(geometry)
        .ifPresent(how -> out.printf("%-12s transformed: %s%n", "", how));
  }

  private static String both(double predicted, double measured) {
    return (Double.isNaN(predicted) ? "?" : number(predicted)) + " / " + number(measured);
  }

  private static String number(double milliseconds) {
    return Figures.decimal(milliseconds, milliseconds < 10 ? 2 : 1);
  }
}
