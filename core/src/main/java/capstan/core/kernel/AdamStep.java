package capstan.core.kernel;

/**
 * What one step of Adam has of its own.
 *
 * @param rate learning rate
 * @param number of the step, counted from 1
 * @param weightDecay a parameter loses this part of itself, times the rate; 0 for none
 * @param gradientFactor what the gradient is multiplied by first, such as to shorten it; 1 for
 *     nothing
 */
public record AdamStep(float rate, long number, float weightDecay, float gradientFactor) {
  /**
   * Adam as it was published, without decay.
   *
   * @param rate learning rate
   * @param number of the step, counted from 1
   */
  public AdamStep(float rate, long number) {
    this(rate, number, 0, 1);
  }
}
