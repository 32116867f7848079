package capstan.mnist.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final List<String> FIGURES =
      List.of("1 h 2 min to go", "loss 0.1234", "97.12 % right", "800 images/s", "margin 0.1000");

  private static String line(int width) {
    return new ProgressLine(false).line("epoch 3/10", 0.5, FIGURES, width);
  }

  @Test
  void itFillsItsWidthAndNeverMore() {
    for (int width = 0; width <= 200; width++) {
      assertThat(line(width).length()).as("width %d", width).isLessThanOrEqualTo(width);
    }
    assertThat(line(79)).hasSize(79);
    assertThat(line(200)).hasSize(200).endsWith("] " + String.join(", ", FIGURES));
  }

  @Test
  void figuresAreLeftOutFromTheLastOn() {
    assertThat(line(79))
        .isEqualTo(
            "epoch 3/10 50 % [========         ] 1 h 2 min to go, loss 0.1234, 97.12 % right");
    assertThat(line(60)).endsWith("] 1 h 2 min to go, loss 0.1234");
    assertThat(line(45)).endsWith("] 1 h 2 min to go");
    assertThat(line(40)).isEqualTo("epoch 3/10 50 % [===========           ]");
    assertThat(line(20)).isEqualTo("epoch 3/10 50 %");
    assertThat(line(7)).isEqualTo("epoch 3");
    assertThat(line(0)).isEmpty();
  }

  @Test
  void theBarShowsWhatIsDone() {
    ProgressLine line = new ProgressLine(true);
    assertThat(line.line("epoch 1/1", 0, List.of(), 28)).isEqualTo("epoch 1/1 0 % │            │");
    assertThat(line.line("epoch 1/1", 1, List.of(), 30))
        .isEqualTo("epoch 1/1 100 % │████████████│");
  }
}
