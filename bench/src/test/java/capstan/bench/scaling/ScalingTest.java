package capstan.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void teamsArePowersOfTwoAndTheLargest() {
    assertThat(Scaling.teams(1)).containsExactly(1);
    assertThat(Scaling.teams(2)).containsExactly(1, 2);
    assertThat(Scaling.teams(6)).containsExactly(1, 2, 4, 6);
    assertThat(Scaling.teams(16)).containsExactly(1, 2, 4, 8, 16);
  }

  @Test
  void efficiencyIsTheGainOverTheThreads() {
    double[] single = {100, 110, 90};
    double[] four = {300, 330, 270};
    assertThat(Scaling.row(4, four, single, 4).strip().replaceAll(" +", " "))
        .isEqualTo("4 300 (270-330) 3.00 (3.00-3.00) 75 %");
  }

  @Test
  void moreThreadsThanProcessorsAreMarked() {
    double[] rates = {100};
    assertThat(Scaling.row(4, rates, rates, 2).strip()).startsWith("4*");
    assertThat(Scaling.row(2, rates, rates, 2).strip()).startsWith("2 ");
  }
}
