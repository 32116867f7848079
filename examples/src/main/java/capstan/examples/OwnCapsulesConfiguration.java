package capstan.examples;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;

/**
 * What an {@link OwnCapsules} is made from: {@code config.json} and checkpoints hold it.
 *
 * @param image the images it takes
 * @param classes output capsules, one per class
 * @param types primary capsules at one place
 * @param rounds rounds of routing
 */
public record OwnCapsulesConfiguration(ImageExtents image, int classes, int types, int rounds)
    implements ModelConfiguration {

  @Override
  public OwnCapsules newModel() {
    return new OwnCapsules(this);
  }

  @Override
  public OwnCapsulesConfiguration resized(ImageExtents images, int labels) {
    return new OwnCapsulesConfiguration(images, labels, types, rounds);
  }
}
