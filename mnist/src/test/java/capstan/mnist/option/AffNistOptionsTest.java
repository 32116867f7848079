package capstan.mnist.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.mnist.experiment.AffNistConfiguration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is asked of two networks at once reaches the one that it is of. */
class AffNistOptionsTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(24, 2, DrawnDigits.SEED, 1).train();

  @Command
  private static final class Options {
    @Mixin private AffNistOptions settings;
    @Mixin private NetworkOptions network;
    @Mixin private LearningOptions learning;
  }

  private static AffNistConfiguration configuration(String... arguments) {
    Options options = new Options();
    new CommandLine(options).parseArgs(arguments);
    return options.settings.configuration(DIGITS, options.network, options.learning);
  }

  @Test
  void eachNetworkTakesItsOwn() {
    AffNistConfiguration both =
        configuration("--dropout=0.25", "--conv1-kernels=7", "--reconstruction-weight=0.5");
    CapsNetConfiguration capsNet =
        (CapsNetConfiguration) both.networks().get(0).configuration().model();
    assertThat(capsNet.conv1().kernels()).isEqualTo(7);
    assertThat(capsNet.loss().reconstructionWeight()).isEqualTo(0.5);
    assertThat(capsNet.image().height()).isEqualTo(40);
    BaselineCnnConfiguration cnn =
        (BaselineCnnConfiguration) both.networks().get(1).configuration().model();
    assertThat(cnn.dropout()).isEqualTo(0.25);
    assertThat(cnn.image().height()).isEqualTo(40);
  }

  @Test
  void whatNoNetworkCouldTakeIsRefused() {
    assertThatThrownBy(() -> configuration("--networks=cnn", "--conv1-kernels=7"))
        .hasMessageContaining("--conv1-kernels is of the capsule network");
    assertThatThrownBy(() -> configuration("--networks=cnn", "--reconstruction-weight=1"))
        .hasMessageContaining("--reconstruction-weight is of the capsule network");
    assertThatThrownBy(() -> configuration("--networks=capsnet", "--dropout=0.25"))
        .hasMessageContaining("--dropout is of the baseline CNN");
    assertThatThrownBy(() -> configuration("--dropout=1.5")).hasMessageContaining("1.5");
    assertThat(
            ((BaselineCnnConfiguration)
                    configuration("--networks=cnn", "--dropout=0.25")
                        .networks()
                        .getFirst()
                        .configuration()
                        .model())
                .dropout())
        .isEqualTo(0.25);
  }

  @Test
  void kernelsNeedFitTheFrameAlone() {
    // 28 pixels are too few for them, 40 are not.
    AffNistConfiguration large =
        configuration("--networks=capsnet", "--conv1-size=20", "--primary-size=10");
    assertThat(large.networks().getFirst().configuration().model().image().height()).isEqualTo(40);
    assertThatThrownBy(() -> configuration("--networks=capsnet", "--conv1-size=41"))
        .hasMessageContaining("41");
  }
}
