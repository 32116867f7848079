package capstan.bench.scaling;

import capstan.bench.measure.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What two ranks measured, as the first tells it the process that started them: a line for each
 * figure.
 *
 * @param connection what connected them, in words
 * @param values of each figure, one a round
 */
record RankFigures(String connection, Map<Figure, double[]> values) {
  private static final String MARK = "ranks: ";
  private static final String CONNECTION = "CONNECTION";

  /** What is measured; seconds of a step or of a part of it, but for the last. */
  enum Figure {
    /** A step of one process with all threads. */
    WHOLE,
    /** A step of one process with a rank's threads. */
    ALONE,
    /** A step of two ranks. */
    SHARED,
    /** The sum of gradients in it. */
    SUM,
    /** What a rank waits for the other in it, with the small exchange that does so. */
    WAITING,
    /** A step of one process with all threads on the fewest images. */
    FEWEST,
    /** Numbers in the gradients; one value. */
    ELEMENTS
  }

  /** The values of a figure. */
  double[] of(Figure figure) {
    return values.get(figure);
  }

  /** The middle one. */
  double median(Figure figure) {
    return Spread.of(of(figure)).median();
  }

  /** As the first rank prints it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(MARK + CONNECTION + " " + connection));
    values.forEach((figure, each) -> lines.add(MARK + figure + " " + words(each)));
    return lines;
  }

  private static String words(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> String.format(Locale.ROOT, "%.9f", value))
        .collect(Collectors.joining(" "));
  }

  /**
   * What was printed, by whomever.
   *
   * @throws IllegalArgumentException if a figure is missing
   */
  static RankFigures parse(List<String> lines) {
    String connection = "";
    Map<Figure, double[]> values = new EnumMap<>(Figure.class);
    for (String line : lines) {
      if (line.startsWith(MARK)) {
        String[] words = line.substring(MARK.length()).split(" ", 2);
        if (words[0].equals(CONNECTION)) {
          connection = words[1];
        } else {
          values.put(
              Figure.valueOf(words[0]),
              Arrays.stream(words[1].split(" ")).mapToDouble(Double::parseDouble).toArray());
        }
      }
    }
    if (values.size() < Figure.values().length) {
      throw new IllegalArgumentException("the ranks told only " + values.keySet());
    }
    return new RankFigures(connection, values);
  }
}
