package capstan.autograd.check;

/**
 * An operation once more, as a plain formula in double precision, written independently of the
 * operation it checks.
 */
@FunctionalInterface
public interface Formula {
  /**
   * Computes the output.
   *
   * @param inputs the elements of each parameter, in row-major order; not to be changed
   * @return the elements of the output, in row-major order
   */
  double[] compute(double[][] inputs);
}
