package capstan.mnist.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.idx.RealMnist;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.illustration.DimensionWords;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DemoModelTest {
  @Test
  void isSmallAndWhole() throws IOException, URISyntaxException {
    Path file = Path.of(DemoModel.class.getResource("demo.safetensors").toURI());
    assertThat(Files.size(file)).isLessThanOrEqualTo(2_000_000);
    SavedModel demo = DemoModel.load();
    assertThat(demo.notice()).isEmpty();
    assertThat(demo.namesClasses()).isTrue();
    assertThat(demo.classNames()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(demo.model().configuration().image()).isEqualTo(ImageExtents.MNIST);
    assertThat(demo.model().capsuleDimensions()).hasValue(16);
    assertThat(demo.model().drawing()).isPresent();
    assertThat(demo.file()).isRelative();
  }

  @Test
  void isMeasuredBeforeItIsShipped() throws IOException {
    DimensionWords words = DemoModel.words();
    assertThat(words.named().stream().map(DimensionWords.Named::label).distinct())
        .hasSizeGreaterThan(7)
        .allMatch(label -> label >= 0 && label < 10);
    assertThat(words.named()).allMatch(each -> each.dimension() < 16 && !each.words().isEmpty());
  }

  @Test
  void isSaidToBeAnotherNetworkInItsOwnName() {
    assertThatThrownBy(() -> DemoModel.load(said -> said.resized(new ImageExtents(32, 32, 1), 10)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("demo.safetensors: ")
        .hasMessageNotContaining("\n");
  }

  /** The figure that the documentation tells, where MNIST is. */
  @Test
  void errsAsSeldomAsIsSaid() throws IOException {
    Assumptions.assumeTrue(RealMnist.folder().isPresent(), "MNIST is not on this machine");
    ImageSet test = MnistFolder.read(RealMnist.folder().orElseThrow()).test();
    try (Backend backend = Backends.lookup("auto").backend()) {
      assertThat(
              new Evaluation(DemoModel.load().model(), backend, 100)
                  .evaluate(test)
                  .score()
                  .errorPercent())
          .isLessThanOrEqualTo(0.8);
    }
  }
}
