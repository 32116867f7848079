package capstan.mnist.chart;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Which places of a horizontal axis are named: those where something was measured, as many as there
 * is room for. Of many, every so many from the first to the last; of epochs, which follow one
 * another, and where no such step exists, round numbers.
 */
final class HorizontalTicks {
  /** Pixels between two names at least. */
  private static final int AIR = 12;

  /** More names than this are too many to be read. */
  private static final int MOST = 13;

  /** An axis with fewer names than this says little. */
  private static final int FEWEST = 4;

  private HorizontalTicks() {}

  /**
   * The places to name.
   *
   * @param measured where something was measured, in any order
   * @param pixels from the least of them to the greatest
   * @param name of a place
   * @param width of a name in pixels
   * @return rising
   */
  static double[] of(
      double[] measured,
      double pixels,
      DoubleFunction<String> name,
      ToDoubleFunction<String> width) {
    double[] places = Arrays.stream(measured).sorted().distinct().toArray();
    if (places.length < 2) {
      return places;
    }
    double widest =
        Arrays.stream(places).mapToObj(name).mapToDouble(width).max().orElseThrow() + AIR;
    int room = (int) Math.min(MOST, 1 + pixels / widest);
    double least = nearest(places);
    double extent = places[places.length - 1] - places[0];
    if (places.length <= room && least / extent * pixels >= widest) {
      return places;
    }
    boolean epochs = places[0] >= 0 && Math.abs(extent - (places.length - 1)) < 1e-9;
    for (int stride = 2; !epochs && stride < places.length - 1; stride++) {
      double[] chosen = everySo(places, stride);
      if ((places.length - 1) % stride == 0
          && chosen.length <= room
          && chosen.length >= Math.min(FEWEST, room)
          && nearest(chosen) / extent * pixels >= widest) {
        return chosen;
      }
    }
    return round(places[0], extent, Math.max(2, room));
  }

  private static double[] everySo(double[] places, int stride) {
    double[] chosen = new double[(places.length - 1) / stride + 1];
    Arrays.setAll(chosen, i -> places[i * stride]);
    return chosen;
  }

  /** The least distance of two neighbours. */
  private static double nearest(double[] places) {
    double least = Double.POSITIVE_INFINITY;
    for (int place = 1; place < places.length; place++) {
      least = Math.min(least, places[place] - places[place - 1]);
    }
    return least;
  }

  /** Multiples of the smallest 1, 2 or 5 times a power of ten that leaves at most so many. */
  private static double[] round(double low, double extent, int most) {
    double unit = Math.pow(10, Math.floor(Math.log10(extent / most)));
    double step =
        DoubleStream.of(unit, 2 * unit, 5 * unit, 10 * unit)
            .filter(size -> extent / size <= most - 1)
            .findFirst()
            .orElse(20 * unit);
    double first = Math.ceil(low / step - 1e-9);
    double last = Math.floor((low + extent) / step + 1e-9);
    return DoubleStream.iterate(first, number -> number <= last, number -> number + 1)
        .map(number -> number * step + 0.0)
        .toArray();
  }
}
