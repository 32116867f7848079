package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.exit.ExitStatus;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.finding.RotationFindings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.impl.factory.primitive.BooleanLists;
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
    CommandRun.of(CommandRun.blindTraining(data, blind, 1)).succeeded();
    Path out = temporary.resolve("out");
    List<String> words =
        List.of("experiment", "rotation", run.toString(), blind.toString(), "--out=" + out);
    String text =
        CommandRun.of(words, "--data=" + data, "--threads=1", "--step=45").succeeded().out();
    assertThat(text).contains("tiny (capsnet)", "−90°", "45°", "another seed", "(", " to ");
    for (String name : List.of("rotation.png", "digits.png")) {
      assertThat(ImageIO.read(out.resolve(name).toFile()).getWidth()).isGreaterThan(200);
    }
    assertThat(Files.readAllLines(out.resolve("rotation.csv"))).hasSize(1 + 2 * 5);
    assertThat(Files.readAllLines(out.resolve("differences.csv"))).hasSize(1 + 5);
    String upright = CommandRun.of("evaluate", run.toString(), "--data=" + data, "--json").out();
    JsonNode json =
        new ObjectMapper()
            .readTree(CommandRun.of(words, "--data=" + data, "--json").succeeded().out());
    assertThat(json.at("/networks/1/points")).hasSize(13);
    JsonNode compared = json.at("/comparisons/0/points/6");
    for (int network = 0; network < 2; network++) {
      String only = network == 0 ? "wrongFirstOnly" : "wrongSecondOnly";
      assertThat(compared.get("wrongBoth").intValue() + compared.get(only).intValue())
          .isEqualTo(json.at("/networks/" + network + "/points/6/wrong").intValue());
    }
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
          .contains("--step", step.equals("7") ? "divide 90" : "from 1 to 90");
    }
    assertThat(CommandRun.of("experiment").failed(ExitStatus.USAGE)).contains("rotation");
  }

  @Test
  void claimsOnlyWhatIntervalsCarry() {
    RotationCurve good = curve("good", 0, 100, 0, 12);
    RotationCurve bad = curve("bad", 0, 300, 3, 17);
    assertThat(findings(good, bad))
        .containsExactly(
            "Upright, 3 are misread by good alone and 5 by bad alone: −0.20 points (95 % interval"
                + " −0.92 to +0.47), which does not tell them apart.",
            "good misreads fewer than bad at −90°.",
            "At 1 of 2 angles nothing tells good and bad apart, which is not to say that they are"
                + " equal.",
            "Errors are compared image by image, both networks reading the same ones (Newcombe's"
                + " interval for paired proportions). 2 comparisons are many, so all but the"
                + " upright ones are judged by intervals that hold all at once with 95 %"
                + " confidence (Bonferroni).",
            "The intervals are of the choice of test images alone: each curve is one network, and"
                + " another seed would give another.");
    assertThat(findings(bad, good)).contains("good misreads fewer than bad at −90°.");
    assertThat(findings(bad, curve("odd", 0, 300, 0, 200)).getFirst())
        .contains("0 are misread by bad alone", "186 by odd alone", "not matched");
    assertThat(findings(curve("best", 0, 10, 0, 0), bad))
        .contains("best misreads fewer than bad at −90° to 0°.");
    assertThat(findings(good)).hasSize(1);
  }

  /** Where intervals of the errors overlap, the same images may still tell the networks apart. */
  @Test
  void sameImagesTellMoreThanIntervals() {
    RotationCurve one = curve("one", 0, 40, 0, 40);
    RotationCurve other = curve("other", 0, 55, 0, 55);
    assertThat(one.points().getFirst().intervalPercent().high())
        .isGreaterThan(other.points().getFirst().intervalPercent().low());
    assertThat(findings(one, other)).contains("one misreads fewer than other at −90° to 0°.");
  }

  @Test
  void asManyComparisonsAsPairsAndAngles() {
    RotationCurve any = curve("any", 0, 40, 0, 40);
    List<RotationComparison> all = RotationComparison.of(List.of(any, any, any));
    assertThat(all).hasSize(3);
    assertThat(all.getFirst().comparisons()).isEqualTo(6);
    RotationComparison.Point point = all.getFirst().points().getFirst();
    assertThat(point.together()).isEqualTo(point.difference().interval(6));
    assertThat(point.alone()).isEqualTo(point.difference().interval(1));
  }

  private static List<String> findings(RotationCurve... curves) {
    return RotationFindings.of(RotationComparison.of(List.of(curves)));
  }

  /** Of 1,000 images those from one number to another are misread, at −90° and upright. */
  private static RotationCurve curve(
      String name, int from, int to, int uprightFrom, int uprightTo) {
    return new RotationCurve(
        name,
        List.of(
            new RotationCurve.Point(-90, misread(from, to)),
            new RotationCurve.Point(0, misread(uprightFrom, uprightTo))));
  }

  private static ImmutableBooleanList misread(int from, int to) {
    boolean[] misread = new boolean[1000];
    Arrays.fill(misread, from, to, true);
    return BooleanLists.immutable.of(misread);
  }
}
