package capstan.capsnet.network;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.model.ImageExtents;
import java.util.List;

/**
 * The networks of the well-known sources, for MNIST. How each source trains is in {@code
 * capstan.capsnet.network.Preset}.
 */
public final class CapsNetPresets {
  /** What the paper's network starts from. */
  static final CapsNetConfiguration.InitialValues USUAL =
      new CapsNetConfiguration.InitialValues(
          InitialDistribution.glorotUniform(),
          InitialDistribution.glorotUniform(),
          InitialDistribution.normal(0.1),
          InitialDistribution.heUniform(),
          InitialDistribution.constant(0));

  private CapsNetPresets() {}

  /**
   * The paper's network (section 4). What the paper leaves open is chosen here:
   *
   * <ul>
   *   <li>Both convolutions start from Glorot's uniform law. It makes primary capsules short at
   *       first, where the direction of a capsule moves easily; He's law, whose capsules start
   *       long, needs twice the steps to the same test error (8.0 % against 4.3 % after 100 steps).
   *   <li>W starts normal with deviation 0.1, as in the authors' code, the decoder from He's
   *       uniform law, since ReLU follows its hidden layers. Biases start at zero.
   *   <li>Squash adds 1e-12 under the root: too small to be seen in float32 unless a capsule is
   *       shorter than 1e-4, and enough to keep a zero capsule finite.
   * </ul>
   */
  public static CapsNetConfiguration paper() {
    return new CapsNetConfiguration(
        ImageExtents.MNIST,
        10,
        new CapsNetConfiguration.Conv1(256, 9, 1),
        new CapsNetConfiguration.PrimaryCaps(32, 8, 9, 2, false, 1),
        new CapsNetConfiguration.DigitCaps(List.of(), 16, 3, RoutingGradient.ALL_ROUNDS, false),
        1e-12,
        new CapsNetConfiguration.Decoder(
            true, List.of(512, 1024), DecoderInput.ALL_MASKED, DecoderMask.TRUE_LABEL),
        new CapsNetLoss(0.9, 0.1, 0.5, 0.0005, ReconstructionError.SUM, CapsNetLoss.LastPhase.NONE),
        USUAL);
  }

  /**
   * The authors' released code: PrimaryCaps passes through a routing of one round over 32 equal
   * coefficients, with its bias added after them, output capsules have a bias too, and the margin
   * loss is averaged over classes and halved, which leaves the reconstruction an effective weight
   * of 0.01 on our scale.
   */
  public static CapsNetConfiguration official() {
    return paper()
        .with("squash-epsilon", 0)
        .with("primary-scale", 1.0 / 32)
        .with("digit-bias", true)
        .with("initial-conv1", InitialDistribution.truncatedNormal(0.05))
        .with("initial-primary", InitialDistribution.truncatedNormal(0.1))
        .with("initial-w", InitialDistribution.truncatedNormal(0.1))
        .with("initial-decoder", InitialDistribution.truncatedNormal(0.1))
        .with("initial-biases", InitialDistribution.constant(0.1))
        .with("reconstruction-weight", 0.01);
  }

  /**
   * The Keras port: Glorot's law everywhere; for W it counts fans as Keras does, which takes all
   * pairs of capsules for a receptive field and so starts W very small (±0.0047).
   */
  public static CapsNetConfiguration keras() {
    return paper()
        .with("squash-epsilon", 1e-7)
        .with("initial-conv1", InitialDistribution.glorotUniform())
        .with("initial-primary", InitialDistribution.glorotUniform())
        .with("initial-w", InitialDistribution.glorotUniform())
        .with("initial-decoder", InitialDistribution.glorotUniform())
        .with("reconstruction-weight", 0.392)
        .with("reconstruction-error", ReconstructionError.MEAN);
  }

  /** The PyTorch tutorial: gradient through the last round only, decoder on the chosen capsule. */
  public static CapsNetConfiguration pytorch() {
    return paper()
        .with("routing-gradient", RoutingGradient.LAST_ROUND)
        .with("squash-epsilon", 1e-8)
        .with("decoder-input", DecoderInput.CHOSEN_CAPSULE)
        .with("initial-conv1", InitialDistribution.fanInUniform())
        .with("initial-primary", InitialDistribution.fanInUniform())
        .with("initial-w", InitialDistribution.normal(0.01))
        .with("initial-decoder", InitialDistribution.fanInUniform())
        .with("initial-biases", InitialDistribution.fanInUniform())
        .with("reconstruction-error", ReconstructionError.MEAN);
  }

  /** The TensorFlow tutorial: two rounds, ReLU before the PrimaryCaps squash. */
  public static CapsNetConfiguration tensorflow() {
    return paper()
        .with("routing-rounds", 2)
        .with("squash-epsilon", 1e-7)
        .with("primary-relu", true)
        .with("initial-conv1", InitialDistribution.glorotUniform())
        .with("initial-primary", InitialDistribution.glorotUniform())
        .with("initial-w", InitialDistribution.normal(0.1))
        .with("initial-decoder", InitialDistribution.glorotUniform())
        .with("reconstruction-weight", 0.001)
        .with("reconstruction-error", ReconstructionError.MEAN);
  }

  /** The paper's network in small: a hundredth of its operations. */
  public static CapsNetConfiguration quick() {
    return paper()
        .with("conv1-kernels", 32)
        .with("conv1-stride", 2)
        .with("primary-types", 8)
        .with("primary-size", 5)
        .with("routing-rounds", 2)
        .with("decoder-hidden", List.of(64, 128));
  }
}
