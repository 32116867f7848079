package capstan.mpi;

/**
 * Whether the JVM still notices null pointers, which it does by a signal. Where a library has taken
 * the signal from it, the process ends here, at the start, and not hours later.
 */
final class ImplicitNullCheck {
  /** Enough for the method to be compiled, with null nowhere in sight. */
  private static final int CALLS = 2000;

  private static final int LINES = 64;

  private ImplicitNullCheck() {}

  /** Provokes one. */
  static void run() {
    int[][] lines = new int[LINES][1];
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += elements(lines);
    }
    lines[LINES / 2] = null;
    try {
      sum += elements(lines);
    } catch (NullPointerException noticed) {
      return;
    }
    throw new AssertionError("a null pointer went unnoticed, sum " + sum);
  }

  private static int elements(int[][] lines) {
    int sum = 0;
    for (int[] line : lines) {
      sum += line.length;
    }
    return sum;
  }
}
