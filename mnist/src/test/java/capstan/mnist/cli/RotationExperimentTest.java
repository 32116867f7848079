package capstan.mnist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.experiment.RotationCurve;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rotation experiment on a tiny network. */
class RotationExperimentTest {
  @TempDir Path temporary;

  @Test
  void testsEachNetworkAtEachAngle() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    Path run = temporary.resolve("tiny");
    Path blind = temporary.resolve("blind");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    CommandRun.of(CommandRun.smallTraining(data, blind, 1), "--no-decoder").succeeded();
    Path out = temporary.resolve("out");
    List<String> words =
        List.of("experiment", "rotation", run.toString(), blind.toString(), "--out=" + out);
    String text =
        CommandRun.of(words, "--data=" + data, "--threads=1", "--step=45").succeeded().out();
    assertThat(text).contains("tiny (CapsNet)", "−90°", "45°", "another seed", "(", " to ");
    for (String name : List.of("rotation.png", "digits.png")) {
      assertThat(ImageIO.read(out.resolve(name).toFile()).getWidth()).isGreaterThan(200);
    }
    assertThat(Files.readAllLines(out.resolve("rotation.csv"))).hasSize(1 + 2 * 5);
    String upright = CommandRun.of("evaluate", run.toString(), "--data=" + data, "--json").out();
    JsonNode json =
        new ObjectMapper()
            .readTree(CommandRun.of(words, "--data=" + data, "--json").succeeded().out());
    assertThat(json.at("/networks/1/points")).hasSize(13);
    assertThat(json.at("/networks/0/points/6/degrees").doubleValue()).isZero();
    assertThat(json.at("/networks/0/points/6/errorPercent").doubleValue())
        .isEqualTo(new ObjectMapper().readTree(upright).get("errorPercent").doubleValue());
  }

  @Test
  void aStepThatDoesNotFitIsRefused() {
    for (String step : List.of("0", "7", "100", "NaN", "-15")) {
      assertThat(
              CommandRun.of("experiment", "rotation", "run", "--step=" + step)
                  .failed(ExitStatus.USAGE))
          .contains("--step", "divide 90");
    }
    assertThat(CommandRun.of("experiment").failed(ExitStatus.USAGE)).contains("rotation");
  }

  @Test
  void claimsOnlyWhatIntervalsCarry() {
    RotationCurve good = curve("good", 100, 12);
    RotationCurve bad = curve("bad", 300, 14);
    assertThat(RotationFindings.of(List.of(good, bad)))
        .containsExactly(
            "Upright, the intervals of good and bad overlap: nothing tells them apart.",
            "good misreads fewer than bad, the intervals lying apart, at −90°.",
            "At 1 of 2 angles the intervals of good and bad overlap, which decides nothing.",
            "The intervals are of the choice of test images alone: each curve is one network, and"
                + " another seed would give another.");
    assertThat(RotationFindings.of(List.of(bad, curve("odd", 300, 200))).getFirst())
        .contains("not matched");
    assertThat(RotationFindings.of(List.of(curve("best", 10, 1), bad)))
        .contains("best misreads fewer than bad, the intervals lying apart, at −90° to 0°.");
  }

  private static RotationCurve curve(String name, int turned, int upright) {
    return new RotationCurve(
        name,
        List.of(
            new RotationCurve.Point(-90, 1000, turned), new RotationCurve.Point(0, 1000, upright)));
  }
}
