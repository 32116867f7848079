package capstan.mnist.chart;

/**
 * What one epoch came to; NaN where something was not measured.
 *
 * @param epoch counted from 1; where an epoch was cut short, a fraction
 * @param loss mean training loss
 * @param margin the margin part of it
 * @param reconstruction the reconstruction part of it, weighted as in the loss
 * @param trainAccuracy share of the training images read rightly while training, 0 to 1
 * @param testError share of the test images misread after the epoch, 0 to 1
 */
public record EpochFigures(
    double epoch,
    double loss,
    double margin,
    double reconstruction,
    double trainAccuracy,
    double testError) {}
