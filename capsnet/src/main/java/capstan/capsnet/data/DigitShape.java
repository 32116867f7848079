package capstan.capsnet.data;

import java.util.Arrays;
import java.util.List;

/**
 * One way to write a digit or a letter: the strokes of the pen, each a list of points to pass
 * through smoothly, in a square of 100 x 100 with y downwards. A point marked with {@code !} is a
 * corner.
 *
 * @param curves the smooth pieces to draw: each x₀, y₀, x₁, y₁, … A corner ends one piece and
 *     begins the next at the same point.
 */
record DigitShape(List<float[]> curves) {
  /** All shapes of each digit, from 0 to 9. */
  static final List<List<DigitShape>> DIGITS =
      List.of(
          List.of( // 0
              write("54,2 26,12 9,45 15,80 45,98 78,85 91,50 82,16 50,3"),
              write("70,9 42,2 14,24 8,64 34,97 74,86 92,45 78,12 52,4"),
              write("46,3 20,28 15,70 40,97 70,82 82,42 66,8 44,4"),
              write("34,10 12,40 14,76 42,98 76,84 90,48 74,12 48,2 24,20")),
          List.of( // 1
              write("50,0 50,50 50,100"),
              write("54,0 50,48 45,100"),
              write("50,0 50,50 50,100"),
              write("46,0 52,50 50,100"),
              write("30,22 52,0! 51,50 50,100"),
              write("28,24 52,0! 51,50 50,100", "26,100 50,98 76,99")),
          List.of( // 2
              write("12,22 36,2 72,9 78,34 50,64 12,96! 50,94 92,93"),
              write("14,20 40,2 75,12 75,38 46,74 22,94 9,86 24,76 56,92 92,94"),
              write("10,26 32,3 68,5 78,28 56,60 14,94! 42,86 70,98 96,88"),
              write("18,14 48,1 78,18 70,46 36,80 14,92 14,78 38,82 64,98 92,84")),
          List.of( // 3
              write("15,12 45,0 78,15 68,38 38,48! 75,55 86,78 55,99 10,90"),
              write("14,5 50,4 82,4! 60,25 42,42! 75,48 86,75 55,98 12,88"),
              write("18,15 50,0 78,18 62,42 44,51 46,44 80,58 83,82 50,100 10,84"),
              write("20,8 56,1 76,20 50,46! 80,58 76,88 40,100 14,94")),
          List.of( // 4
              write("22,2 14,34 18,56 55,53 92,46", "76,2 71,50 66,100"),
              write("70,0 8,62! 50,63 96,60", "70,0 69,50 68,100"),
              write("24,5 14,42 44,56 76,40", "82,2 75,45 66,100"),
              write("12,4 14,52! 50,52 90,50", "74,10 72,55 70,100"),
              write("72,4 40,26 12,58 52,62 94,56", "72,4 68,52 62,100")),
          List.of( // 5
              write("80,4 28,4! 20,42! 55,36 82,60 70,90 36,100 10,88"),
              write("30,6 24,45! 60,41 81,68 60,96 14,94", "30,6 60,5 92,1"),
              write("86,4 46,8 28,26 44,44 76,62 70,90 40,100 12,90"),
              write("74,2 34,6! 30,40! 64,44 76,72 54,98 16,92")),
          List.of( // 6
              write("68,2 36,25 15,62 25,92 55,98 80,78 68,55 40,54 18,72"),
              write("55,0 30,35 20,75 45,98 76,85 73,62 46,57 24,76"),
              write("34,0 18,40 12,76 40,99 78,90 86,62 56,47 18,68"),
              write("76,6 40,18 16,58 28,94 60,94 70,70 48,60 22,80")),
          List.of( // 7
              write("10,8 50,6 88,5! 65,45 45,100"),
              write("10,10 50,7 86,5! 66,46 48,100", "36,54 58,51 82,48"),
              write("8,20 20,6 56,10 88,6! 60,50 52,100"),
              write("12,22 12,6! 50,7 88,6! 58,52 38,100"),
              write("14,10 54,2 84,10 74,48 58,100")),
          List.of( // 8
              write("78,14 50,2 26,18 42,42 75,65 72,91 45,99 21,85 34,58 66,38 80,14"),
              write(
                  "50,2 26,12 29,37 50,46 74,36 75,12 50,2",
                  "50,46 20,62 21,90 50,99 79,88 80,62 50,46"),
              write("84,10 52,0 31,20 50,45 75,72 50,98 26,82 46,52 78,26 84,12"),
              write("60,2 36,14 44,42 64,70 48,98 26,84 42,54 74,26 62,4")),
          List.of( // 9
              write("78,26 46,3 16,28 40,52 76,32 80,12! 73,60 66,100"),
              write("78,22 48,2 18,25 38,50 72,36 80,14! 78,62 60,92 24,96"),
              write("76,28 56,4 22,18 26,46 60,45 78,14 71,60 56,100"),
              write("70,10 36,8 20,36 48,48 72,12! 74,54 78,100")));

  /** A shape of some strokes. */
  static DigitShape write(String... strokes) {
    return new DigitShape(Arrays.stream(strokes).flatMap(DigitShape::pieces).toList());
  }

  private static java.util.stream.Stream<float[]> pieces(String stroke) {
    // Each corner is written twice, the second time behind a bar where the stroke is cut.
    String cut = stroke.replaceAll("(\\S+)!", "$1|$1");
    return Arrays.stream(cut.split("\\|")).map(DigitShape::points);
  }

  private static float[] points(String piece) {
    String[] numbers = piece.trim().split("[ ,]");
    float[] points = new float[numbers.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = Float.parseFloat(numbers[i]);
    }
    return points;
  }
}
