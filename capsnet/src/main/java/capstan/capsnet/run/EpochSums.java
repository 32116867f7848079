package capstan.capsnet.run;

/**
 * Sums over the images of an epoch, or of a part of it. In double precision and in the order of the
 * steps, so a resumed run that starts from the saved sums gets the same means to the last bit.
 */
public final class EpochSums {
  private static final Snapshot ZERO = new Snapshot(0, 0, 0, 0, 0);

  private int images;
  private int wrong;
  private double loss;
  private double classification;
  private double reconstruction;

  /** All zero. */
  public EpochSums() {}

  /**
   * What a checkpoint keeps.
   *
   * @param images images counted
   * @param wrong those predicted wrong
   * @param loss sum of losses
   * @param classification sum of their parts from the classes
   * @param reconstruction sum of their parts from the reconstructions
   */
  public record Snapshot(
      int images, int wrong, double loss, double classification, double reconstruction) {}

  /** Adds the figures of one batch. */
  public void add(
      int moreImages,
      int moreWrong,
      double meanLoss,
      double meanClassification,
      double meanReconstruction) {
    images += moreImages;
    wrong += moreWrong;
    loss += moreImages * meanLoss;
    classification += moreImages * meanClassification;
    reconstruction += moreImages * meanReconstruction;
  }

  /** Adds other images. */
  public void add(EpochSums more) {
    images += more.images;
    wrong += more.wrong;
    loss += more.loss;
    classification += more.classification;
    reconstruction += more.reconstruction;
  }

  /** Starts again from zero. */
  public void clear() {
    restore(ZERO);
  }

  /** The sums as they are now. */
  public Snapshot snapshot() {
    return new Snapshot(images, wrong, loss, classification, reconstruction);
  }

  /** Takes up sums that were kept. */
  public void restore(Snapshot from) {
    images = from.images;
    wrong = from.wrong;
    loss = from.loss;
    classification = from.classification;
    reconstruction = from.reconstruction;
  }

  /** Images so far. */
  public int images() {
    return images;
  }

  /** Images misread so far. */
  public int wrong() {
    return wrong;
  }

  /** Sum of losses so far. */
  public double loss() {
    return loss;
  }

  /** Sum of the losses from the classes so far. */
  public double classification() {
    return classification;
  }

  /** Sum of the losses from the reconstructions so far. */
  public double reconstruction() {
    return reconstruction;
  }

  /** A sum over the images counted; 0 if there are none. */
  public double mean(double sum) {
    return images == 0 ? 0 : sum / images;
  }
}
