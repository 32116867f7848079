package capstan.capsnet.em;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import java.util.Map;
import java.util.Optional;

/**
 * Every switch of a network of matrix capsules with EM routing (Hinton, Sabour and Frosst, 2018).
 * In the paper's letters A is conv1's kernels, B the primary types, C and D the types of the two
 * convolutional layers of capsules.
 *
 * @param image the images it takes
 * @param classes class capsules, one a class
 * @param conv1 the convolution before the capsules, with ReLU
 * @param primaryTypes primary capsules at one place
 * @param capsules1 the first convolutional layer of capsules
 * @param capsules2 the second
 * @param routing rounds and temperature, of all three routed layers
 * @param margins of the spread loss
 * @param initialValues what the parameters start from
 */
public record EmConfiguration(
    ImageExtents image,
    int classes,
    @Tunable(name = "em-conv1-kernels", help = "A: kernels of Conv1", part = "count", most = 65_536)
        @Tunable(
            name = "em-conv1-size",
            help = "Their rows and columns",
            part = "size",
            most = 1_024)
        @Tunable(name = "em-conv1-stride", help = "Their stride", part = "stride", most = 1_024)
        Places conv1,
    @Tunable(
            name = "em-primary-types",
            help = "B: primary matrix capsules at one place",
            most = 4_096)
        int primaryTypes,
    @Tunable(
            name = "em-capsules1-types",
            help = "C: matrix capsules at one place of ConvCaps1",
            part = "count",
            most = 4_096)
        @Tunable(
            name = "em-capsules1-size",
            help = "Rows and columns of places that feed one of them",
            part = "size",
            most = 1_024)
        @Tunable(name = "em-capsules1-stride", help = "Their stride", part = "stride", most = 1_024)
        Places capsules1,
    @Tunable(
            name = "em-capsules2-types",
            help = "D: matrix capsules at one place of ConvCaps2",
            part = "count",
            most = 4_096)
        @Tunable(
            name = "em-capsules2-size",
            help = "Rows and columns of places that feed one of them",
            part = "size",
            most = 1_024)
        @Tunable(name = "em-capsules2-stride", help = "Their stride", part = "stride", most = 1_024)
        Places capsules2,
    Routing routing,
    Margins margins,
    InitialValues initialValues)
    implements ModelConfiguration {

  /**
   * The small network, 68 thousand parameters: A = 64, B = 8, C = D = 16. Where it differs from the
   * paper held-out images of MNIST decided, after 250 steps: two rounds are learnt far sooner than
   * three, whose assignments turn over at the least change of a weight; so are small matrices, and
   * an inverse temperature at which masses of a few children already tell activations apart. The
   * cost of a child starts at what the variances of such matrices make up for, so that activations
   * start near a half.
   */
  public static final EmConfiguration SMALL =
      new EmConfiguration(
          ImageExtents.MNIST,
          10,
          new Places(64, 5, 2),
          8,
          new Places(16, 3, 2),
          new Places(16, 3, 1),
          new Routing(2, 1),
          new Margins(0.2, 0.9),
          new InitialValues(
              InitialDistribution.heUniform(),
              InitialDistribution.glorotUniform(),
              InitialDistribution.normal(0.1),
              3.5,
              0));

  /**
   * How many there are at a place, and which places they read, without padding.
   *
   * @param count kernels, or types of capsules
   * @param size rows and columns of what one reads
   * @param stride step of that
   */
  public record Places(int count, int size, int stride) {
    Kernels kernels() {
      return new Kernels(count, size, stride, 0);
    }
  }

  /**
   * How capsules are routed.
   *
   * @param rounds rounds of routing
   * @param inverseTemperature λ = this · (1 − 0.95^(round + 1)), rounds counted from 0
   */
  public record Routing(
      @Tunable(name = "em-rounds", help = "Rounds of EM routing", most = 100) int rounds,
      @Tunable(
              name = "em-inverse-temperature",
              help = "What the inverse temperature of EM routing rises to over the rounds",
              least = 1e-6,
              most = 1e3)
          double inverseTemperature) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public Routing {
      Setting.check(Routing.class, rounds, inverseTemperature);
    }
  }

  /**
   * Margins of the spread loss: from the first to the last in {@link EmCapsNet#STAGES} equal stages
   * of the run. Tests have the last.
   *
   * @param first at the start of the run
   * @param last at its end
   */
  public record Margins(
      @Tunable(
              name = "em-first-margin",
              help = "Margin of the spread loss at the start of the run",
              least = 0,
              most = 1,
              learning = true)
          double first,
      @Tunable(
              name = "em-last-margin",
              help = "Margin of the spread loss at its end",
              least = 0.01,
              most = 1,
              learning = true)
          double last) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public Margins {
      Setting.check(Margins.class, first, last);
    }
  }

  /**
   * What the parameters start from; biases start from zero.
   *
   * @param conv1 weights of the convolution
   * @param primary weights of the primary capsules
   * @param matrices W of all routed layers
   * @param cost β_u of all routed layers
   * @param threshold β_a of all routed layers
   */
  public record InitialValues(
      @Tunable(name = "em-initial-conv1", help = "Initial weights of Conv1", learning = true)
          InitialDistribution conv1,
      @Tunable(
              name = "em-initial-primary",
              help = "Initial weights of the primary matrix capsules",
              learning = true)
          InitialDistribution primary,
      @Tunable(
              name = "em-initial-w",
              help = "Initial W of the layers of EM routing",
              learning = true)
          InitialDistribution matrices,
      @Tunable(
              name = "em-initial-beta-u",
              help = "Initial cost of a child",
              least = -1e3,
              most = 1e3,
              learning = true)
          double cost,
      @Tunable(
              name = "em-initial-beta-a",
              help = "Initial cost at which a parent is half active",
              least = -1e6,
              most = 1e6,
              learning = true)
          double threshold) {
    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside
     */
    public InitialValues {
      Setting.check(InitialValues.class, conv1, primary, matrices, cost, threshold);
    }
  }

  /**
   * Checks the bounds. Whether the kernels fit the images is checked by {@link #resized} and {@link
   * #newModel()}.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public EmConfiguration {
    Setting.check(
        EmConfiguration.class,
        image,
        classes,
        conv1,
        primaryTypes,
        capsules1,
        capsules2,
        routing,
        margins,
        initialValues);
    if (classes < 2) {
      throw new InvalidSettingException("classes must be at least 2, found " + classes);
    }
  }

  /**
   * With another value of one setting.
   *
   * @param setting its name, such as {@code em-rounds}: the options of the command line
   * @param value of the setting's type
   * @throws InvalidSettingException if there is no such setting, or it cannot be so
   */
  public EmConfiguration with(String setting, Object value) {
    return Setting.changed(this, Map.of(setting, value));
  }

  /** Finds kernels that do not fit, without making the network. */
  @Override
  public EmConfiguration resized(ImageExtents images, int labels) {
    EmConfiguration resized =
        new EmConfiguration(
            images,
            labels,
            conv1,
            primaryTypes,
            capsules1,
            capsules2,
            routing,
            margins,
            initialValues);
    resized.newModel();
    return resized;
  }

  @Override
  public EmCapsNet newModel() {
    return new EmCapsNet(this);
  }

  @Override
  public Optional<ModelConfiguration> miniature() {
    return Optional.of(
        with("em-conv1-kernels", 32)
            .with("em-primary-types", 2)
            .with("em-capsules1-types", 4)
            .with("em-capsules2-types", 4));
  }
}
