package capstan.examples;

import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;

/**
 * What a {@link StackedCapsules} is made from.
 *
 * @param image the images it takes
 * @param classes output capsules, one per class
 * @param types capsules at one place, of the two lowest layers
 * @param rounds rounds of routing, between any two layers
 */
public record StackedCapsulesConfiguration(ImageExtents image, int classes, int types, int rounds)
    implements ModelConfiguration {

  @Override
  public StackedCapsules newModel() {
    return new StackedCapsules(this);
  }

  @Override
  public StackedCapsulesConfiguration resized(ImageExtents images, int labels) {
    return new StackedCapsulesConfiguration(images, labels, types, rounds);
  }
}
