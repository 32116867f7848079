package capstan.autograd.check;

/**
 * A slope of Σ r · y.
 *
 * @param sum Σ r · dy/dx
 * @param sumOfSizes Σ |r · dy/dx|
 */
record Slope(double sum, double sumOfSizes) {

  /** From the output at two values of x that lie a width apart. */
  static Slope between(double[] low, double[] high, double width, double[] weights) {
    double sum = 0;
    double sumOfSizes = 0;
    for (int i = 0; i < weights.length; i++) {
      double term = weights[i] * (high[i] - low[i]) / width;
      sum += term;
      sumOfSizes += Math.abs(term);
    }
    return new Slope(sum, sumOfSizes);
  }
}
