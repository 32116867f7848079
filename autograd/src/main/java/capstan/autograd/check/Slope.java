package capstan.autograd.check;

/**
 * A slope of Σ r · y.
 *
 * @param sum Σ r · dy/dx
 * @param sumOfSizes Σ |r · dy/dx|
 * @param rounding what rounding y may have added to the sum, or taken from it
 */
record Slope(double sum, double sumOfSizes, double rounding) {

  /**
   * From the output at two values of x that lie a width apart. Outputs that do not change are not
   * rounded otherwise either, so they add nothing.
   *
   * @param unit what a number of 1 is rounded by
   */
  static Slope between(double[] low, double[] high, double width, double[] weights, double unit) {
    double sum = 0;
    double sumOfSizes = 0;
    double rounding = 0;
    for (int i = 0; i < weights.length; i++) {
      double term = weights[i] * (high[i] - low[i]) / width;
      sum += term;
      sumOfSizes += Math.abs(term);
      if (high[i] != low[i]) {
        rounding += Math.abs(weights[i]) * Math.max(Math.abs(high[i]), Math.abs(low[i]));
      }
    }
    return new Slope(sum, sumOfSizes, 2 * unit * rounding / width);
  }
}
