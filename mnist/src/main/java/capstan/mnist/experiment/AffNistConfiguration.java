package capstan.mnist.experiment;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.HeldOut;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.mnist.warp.RandomPlacement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The paper's test of robustness (section 5.1): networks learn from digits that are only moved,
 * stop at a given accuracy on such digits, and are tested on digits under affine maps.
 *
 * <p>That accuracy is one on training images that were held out, so that no test image decides when
 * to stop.
 *
 * @param targetPercent accuracy on held-out moved images that ends a training
 * @param margin zero pixels around the images, within which they are moved
 * @param heldOut training images held out
 * @param limit training images used, those held out included; 0 for all
 * @param networks what is trained, each under a name of its own
 */
public record AffNistConfiguration(
    double targetPercent, int margin, int heldOut, int limit, List<Network> networks) {

  /** One of the networks. */
  public record Network(String name, RunConfiguration configuration) {}

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if a number is out of range, or no network is named
   */
  public AffNistConfiguration {
    networks = List.copyOf(networks);
    if (!(targetPercent > 0 && targetPercent <= 100)) {
      throw new InvalidSettingException(
          "target must be above 0 and at most 100 %, found " + targetPercent);
    }
    if (margin < 1 || heldOut < 1 || networks.isEmpty()) {
      throw new InvalidSettingException(
          "expected a margin, held-out images and a network, found %d, %d and %s"
              .formatted(margin, heldOut, networks));
    }
  }

  /** Whether an epoch's figures end a training. */
  public boolean isReached(EpochMetrics epoch) {
    return 100 - epoch.validation().errorPercent() >= targetPercent;
  }

  /**
   * All trainings.
   *
   * @param folder holds their run folders
   */
  public List<PlannedRun> runs(Path folder) {
    List<PlannedRun> runs = new ArrayList<>();
    for (Network network : networks) {
      runs.add(
          new PlannedRun(
              network.name(),
              folder.resolve(network.name()),
              network.configuration(),
              this::isReached));
    }
    return runs;
  }

  /**
   * What the networks learn from and are tested on while they learn: training images in the middle
   * of the larger frame, which the training moves by up to the margin, and held-out and test images
   * each at a place of its own that never changes.
   *
   * @param data upright images
   * @param seed decides which are held out, and the places
   * @throws InvalidSettingException if there are too few training images
   */
  public Dataset moved(Dataset data, long seed) {
    ImageSet train = limit == 0 ? data.train() : data.train().first(limit);
    if (heldOut >= train.count()) {
      throw new InvalidSettingException(
          "cannot hold out %d of %d training images".formatted(heldOut, train.count()));
    }
    HeldOut split = HeldOut.random(train, heldOut, seed);
    Dataset upright =
        new Dataset(data.origin(), split.kept(), Optional.of(split.heldOut()), data.test());
    return RandomPlacement.moved(upright, margin, seed);
  }
}
