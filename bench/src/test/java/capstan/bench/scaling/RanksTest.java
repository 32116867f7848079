package capstan.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.bench.scaling.RankFigures.Figure;
import capstan.capsnet.group.AllReduceProvider.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RanksTest {
  private static final RankFigures FIGURES =
      new RankFigures(
          "an MPI",
          new EnumMap<>(
              Map.of(
                  Figure.WHOLE, new double[] {0.128, 0.064, 0.128},
                  Figure.ALONE, new double[] {0.256, 0.128, 0.256},
                  Figure.SHARED, new double[] {0.16, 0.08, 0.128},
                  Figure.SUM, new double[] {0.02, 0.01, 0.016},
                  Figure.WAITING, new double[] {0.003, 0.001, 0.002},
                  Figure.FEWEST, new double[] {0.002, 0.002, 0.002},
                  Figure.ELEMENTS, new double[] {1000})));

  @Test
  void whatTheFirstRankPrintsIsRead() {
    List<String> lines = new ArrayList<>(List.of("a warning of MPI's"));
    lines.addAll(FIGURES.lines());
    RankFigures read = RankFigures.parse(lines);
    assertThat(read.connection()).isEqualTo("an MPI");
    for (Figure figure : Figure.values()) {
      assertThat(read.of(figure)).as("%s", figure).containsExactly(FIGURES.of(figure));
    }
    assertThatThrownBy(() -> RankFigures.parse(FIGURES.lines().subList(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the ranks told only [WHOLE, ALONE]");
  }

  /** Speed-ups are of neighbours in time: 0.128 / 0.16, 0.064 / 0.08 and 1. */
  @Test
  void table() {
    assertThat(Ranks.table(FIGURES, 1).stream().skip(1).map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "1 process of 2 threads 1000 (1000-2000) 1.00 (1.00-1.00)",
            "1 process of 1 thread 500 (500-1000) 0.50 (0.50-0.50)",
            "2 processes of 1 thread 1000 (800-1600) 0.80 (0.80-1.00) 16.0 12.5 % 2.0");
  }

  @Test
  void theModelGoesThroughBothSteps() {
    ClusterModel model = Ranks.model(FIGURES, Precision.FLOAT32, FIGURES);
    assertThat(model.step(RankTurns.BATCH, 1, 1)).isEqualTo(0.128, within(1e-12));
    assertThat(model.step(RankTurns.FEWEST, 1, 1)).isEqualTo(0.002, within(1e-12));
    assertThat(model.local()).isEqualTo(0.016);
    assertThat(model.bytes()).isEqualTo(4000);
    assertThat(Ranks.model(FIGURES, Precision.BFLOAT16, FIGURES).bytes()).isEqualTo(2000);
  }

  @Test
  void aRowForEachNumberOfMachines() {
    Map<Precision, ClusterModel> models = new EnumMap<>(Precision.class);
    models.put(Precision.FLOAT32, new ClusterModel(0, 0.001, 0, 0));
    models.put(Precision.BFLOAT16, new ClusterModel(0, 0.001, 0.064, 0));
    List<String> lines =
        Ranks.cluster(models, 2).stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
    // 128 / 64.25 and 128 / 128.25 ms; with a whole batch each 256 / 128.25 and 256 / 192.25.
    assertThat(lines)
        .contains(
            "2 1.99 / 1.00 1.99 / 1.00 1.99 / 1.00 1.99 / 1.00",
            "2 2.00 / 1.33 2.00 / 1.33 2.00 / 1.33 2.00 / 1.33");
    assertThat(lines).filteredOn(line -> line.matches("\\d+ \\d.*/.*")).hasSize(12);
  }
}
