package capstan.mnist.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who speaks for a group that is not joined yet. */
class RankOptionsTest {
  private static final List<String> SHARED = List.of("train", "--mpi");

  @Test
  void everyRankButTheFirstFollows() {
    for (String name : List.of("OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID")) {
      assertThat(RankOptions.follows(SHARED, Map.of(name, "3"))).isTrue();
      assertThat(RankOptions.follows(SHARED, Map.of(name, "0"))).isFalse();
      assertThat(RankOptions.follows(List.of("train"), Map.of(name, "3"))).isFalse();
    }
    assertThat(RankOptions.follows(SHARED, Map.of())).isFalse();
  }
}
