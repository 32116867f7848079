package capstan.mnist.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Training in a larger frame, and looking into what was trained there. */
class FrameOptionsTest {
  @TempDir Path temporary;

  /** A command with nothing but a frame. */
  @Command
  private static final class Framed {
    @Mixin private FrameOptions frame;
  }

  @Test
  void everyCommandPutsImagesWhereTheTrainingDid() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 20);
    Path run = temporary.resolve("run");
    List<String> training = CommandRun.smallTraining(data, run, 1);
    CommandRun.of(training, "--margin=3", "--shift=3", "--seed=5").succeeded();
    assertThat(SavedModel.load(run).model().configuration().image())
        .isEqualTo(new ImageExtents(34, 34, 1));
    String[] frame = {"--data=" + data, "--margin=3", "--threads=1"};
    JsonNode evaluated =
        new ObjectMapper()
            .readTree(
                CommandRun.of(List.of("evaluate", run.toString(), "--json"), frame)
                    .succeeded()
                    .out());
    String[] last = Files.readAllLines(run.resolve("metrics.csv")).getLast().split(",");
    assertThat(evaluated.get("loss").doubleValue())
        .isEqualTo(Double.parseDouble(last[8]), within(1e-6));
    assertThat(evaluated.get("data").textValue()).endsWith(", moved within 34x34");
    for (String command : List.of("reconstruct", "perturb", "embed", "report")) {
      CommandRun.of(List.of(command, run.toString()), frame).succeeded();
    }
    CommandRun.of(List.of("routing", run.toString(), "3"), frame).succeeded();
    CommandRun.of(List.of("experiment", "rotation", run.toString(), "--step=90"), frame)
        .succeeded();
  }

  @Test
  void refusesWhatIsNoFrame() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 20);
    Path run = temporary.resolve("run");
    List<String> training = CommandRun.smallTraining(data, run, 1);
    assertThat(CommandRun.of(training, "--margin=-1").failed(2)).contains("--margin", "-1");
    assertThat(CommandRun.of(training, "--margin=101").failed(2)).contains("--margin", "101");
    assertThat(run).doesNotExist();
    Framed framed = new Framed();
    new CommandLine(framed).parseArgs("--margin=100");
    ImageSet many = ImageSet.copyOf("many", 1, 1, 1, 1, new byte[60_000], new byte[60_000]);
    assertThatThrownBy(() -> framed.frame.place(new Dataset("many", many, many.first(1)), 1))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("60,000 images of 201x201x1 take 2,424,060,000 bytes");
  }
}
