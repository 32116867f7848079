package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a network with capsules between its primary and its output capsules. */
class StackCommandsTest {
  @TempDir Path temporary;
  private Path data;
  private Path run;

  @BeforeEach
  void files() throws IOException {
    data = DrawnFolder.write(temporary.resolve("data"), 60, 20);
    run = temporary.resolve("run");
  }

  private CommandRun train(int epochs, String... options) {
    return CommandRun.of(CommandRun.smallTraining(data, run, epochs), options);
  }

  @Test
  void isTrainedGoneOnWithAndLookedInto() throws IOException {
    train(1, "--digit-layers=6x4,5x3").succeeded();
    assertThat(Files.readString(run.resolve("config.json")))
        .contains("\"hidden\" : [ \"6x4\", \"5x3\" ]");
    CommandRun.of("train", "--resume", run.toString(), "--epochs=2").succeeded();
    assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(3);
    for (String command : List.of("evaluate", "reconstruct", "perturb", "embed", "report")) {
      CommandRun.of(command, run.toString()).succeeded();
    }
    CommandRun.of("routing", run.toString(), "3").succeeded();
    try (var files = Files.list(run.resolve("routing"))) {
      Path table = files.filter(file -> file.toString().endsWith(".csv")).findFirst().orElseThrow();
      // Rounds of the last hidden layer's five capsules, and a line of names.
      assertThat(Files.readAllLines(table)).hasSize(1 + 3 * 5);
    }
    CommandRun.of("export", run.toString(), "--onnx=" + temporary.resolve("stack.onnx"))
        .succeeded();
  }

  @Test
  void isShownAndStartsFromItsWeights() throws IOException {
    assertThat(
            CommandRun.of("summary", "--preset=quick", "--digit-layers=6x4,5x3").succeeded().out())
        .contains("DigitLayers.0", "DigitLayers.1", "DigitCaps");
    train(1, "--digit-layers=6x4,5x3").succeeded();
    Path again = temporary.resolve("again");
    assertThat(
            CommandRun.of(
                    "train",
                    "--from=" + run,
                    "--run=" + again,
                    "--data=" + data,
                    "--epochs=1",
                    "--threads=1",
                    "--freeze=conv1,digit_layers.0")
                .succeeded()
                .out())
        .contains("digit_layers.0");
  }

  @Test
  void sizesThatAreNoneAreUsageErrors() {
    assertThat(train(1, "--digit-layers=6").failed(ExitStatus.USAGE))
        .contains("--digit-layers", "'6'", "32x8");
    assertThat(train(1, "--digit-layers=6x0").failed(ExitStatus.USAGE))
        .contains("--digit-layers", "6x0");
    assertThat(train(1, "--digit-layers=6x4,none").failed(ExitStatus.USAGE))
        .contains("--digit-layers", "none");
    assertThat(run).doesNotExist();
  }
}
