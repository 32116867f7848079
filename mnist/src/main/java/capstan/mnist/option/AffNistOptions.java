package capstan.mnist.option;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.DataFit;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.experiment.AffNistConfiguration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the affNIST experiment trains, and until when: fixed once it has begun. */
public final class AffNistOptions {
  /** Zero pixels on each side of a digit; 28 become 40. */
  private static final int MARGIN = 6;

  /** One training image of so many is held out: 5,000 of 60,000. */
  private static final int HELD_OUT = 12;

  /** The rate falls by a tenth each epoch: how many there will be is not known. */
  private static final double DECAY = 0.9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--networks",
      order = 14,
      paramLabel = "NAME",
      split = ",",
      defaultValue = "capsnet,cnn",
      description = "What is trained: capsnet, cnn or both (default: ${DEFAULT-VALUE}).")
  private List<String> networks;

  @Range(least = 0.01, most = 100)
  @Option(
      names = "--target",
      order = 15,
      paramLabel = "PERCENT",
      defaultValue = "99.23",
      description =
          "A training ends after the epoch with so many of the held-out images right (default:"
              + " ${DEFAULT-VALUE}).")
  private double target;

  @Range(least = 1, most = 1_000_000)
  @Option(
      names = "--epochs",
      order = 16,
      paramLabel = "N",
      defaultValue = "20",
      description = "It ends after so many at the latest (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(
      names = "--batch",
      order = 17,
      paramLabel = "N",
      defaultValue = "128",
      description = "Images per step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Range
  @Option(
      names = "--seed",
      order = 18,
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Decides initial values, places, maps, and what is held out (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Range(least = 0, most = Range.MOST)
  @Option(
      names = "--limit",
      order = 19,
      paramLabel = "N",
      defaultValue = "0",
      description = "Use only the first N training images, 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  /**
   * The experiment they ask for.
   *
   * @param images upright training images
   * @param network changes to the capsule network
   * @param learning changes to how the networks learn
   */
  public AffNistConfiguration configuration(
      ImageSet images, NetworkOptions network, LearningOptions learning) {
    int used = limit == 0 ? images.count() : Math.min(limit, images.count());
    ImageExtents extents = DataFit.extents(images).framed(MARGIN);
    List<AffNistConfiguration.Network> chosen = new ArrayList<>();
    for (String name : networks) {
      RunConfiguration preset =
          switch (name) {
            case "capsnet" -> Preset.PAPER.configuration();
            case "cnn" -> Preset.CNN.configuration();
            default ->
                throw new UsageException(
                    spec, "--networks: expected capsnet, cnn or both, found " + name);
          };
      // An option of the one network alone is refused only where the one is not trained.
      ModelConfiguration model =
          networks.size() == 1
              ? learning.applyTo(network.applyTo(preset.model()))
              : learning.applyOwnTo(network.applyOwnTo(preset.model()));
      chosen.add(
          new AffNistConfiguration.Network(
              name,
              preset
                  .withModel(model.resized(extents, images.classes()))
                  .withTraining(training(preset.training()))));
    }
    if (networks.stream().distinct().count() < networks.size()) {
      throw new UsageException(spec, "--networks: each once, found " + String.join(",", networks));
    }
    return Arguments.make(
        spec,
        () ->
            new AffNistConfiguration(target, MARGIN, Math.ceilDiv(used, HELD_OUT), limit, chosen));
  }

  private TrainingConfiguration training(TrainingConfiguration from) {
    return from.with("batch", batch)
        .with("seed", seed)
        .with("shift", MARGIN)
        .with("epochs", epochs)
        .with("decay", RateDecay.byEpoch(DECAY));
  }
}
