package capstan.capsnet.data;

import static capstan.capsnet.data.DigitShape.write;

import capstan.core.CounterRandom;
import capstan.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Handwriting-like capital letters that resemble no digit, drawn as {@link DrawnDigits} are: what a
 * network for digits has no answer to.
 */
public final class DrawnLetters {
  private static final long STREAM = 0x6c65747465727364L;

  private static final SequencedMap<String, DigitShape> SHAPES = new TreeMap<>();

  static {
    SHAPES.put("A", write("8,98 48,2! 90,98", "26,62 74,60"));
    SHAPES.put("E", write("80,4 20,4! 18,50 20,97! 84,96", "20,50 68,48"));
    SHAPES.put("F", write("82,4 22,4! 20,50 20,98", "22,48 68,46"));
    SHAPES.put("H", write("18,2 17,50 16,98", "82,2 82,50 84,98", "17,52 83,48"));
    SHAPES.put("K", write("20,2 19,50 18,98", "80,4 22,56! 84,98"));
    SHAPES.put("M", write("8,98 16,4! 50,66! 84,4! 92,98"));
    SHAPES.put("N", write("16,98 18,2! 82,98! 84,2"));
    SHAPES.put("R", write("20,98 20,4! 62,4 78,26 58,50 22,52! 84,98"));
    SHAPES.put("T", write("8,6 50,4 92,6", "50,4 50,50 48,98"));
    SHAPES.put("W", write("4,4 28,96! 50,30! 72,96! 96,4"));
    SHAPES.put("X", write("14,4 50,50 86,98", "84,4 50,50 16,98"));
  }

  /** What every report calls them. */
  public static final String ORIGIN =
      "drawn letters (generated: %s)".formatted(String.join(" ", SHAPES.keySet()));

  private DrawnLetters() {}

  /**
   * Letters of 28 x 28 pixels under the names of their classes.
   *
   * @param count how many
   * @param seed of the drawing
   * @param threads how many threads may draw; the images do not depend on it
   */
  public static ImageSet images(int count, long seed, int threads) {
    List<List<DigitShape>> letters = SHAPES.values().stream().map(List::of).toList();
    try (Workers workers = new Workers(threads)) {
      return DrawnDigits.draw(ORIGIN, letters, count, new CounterRandom(seed, STREAM), workers)
          .withClassNames(new ArrayList<>(SHAPES.keySet()));
    }
  }
}
