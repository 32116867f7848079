package capstan.bench.ladder;

/** One way to multiply two square matrices. */
@FunctionalInterface
interface Step {
  /**
   * c = a·b.
   *
   * @param n rows and columns of all three, a multiple of {@link Ladder#UNIT}
   * @param a [n, n], row after row
   * @param b [n, n]
   * @param c [n, n], overwritten
   */
  void multiply(int n, float[] a, float[] b, float[] c);
}
