package capstan.mpi.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What launchers leave in the environment. */
class LaunchTest {

  @Test
  void openMpi() {
    assertThat(
            Launch.of(
                Map.of("OMPI_COMM_WORLD_SIZE", "4", "PMIX_RANK", "1", "SLURM_STEP_NUM_TASKS", "2")))
        .isEqualTo(new Launch("Open MPI's mpirun", 4, Family.OPEN_MPI));
  }

  @Test
  void mpich() {
    String launcher = "MPICH's mpirun or a relative";
    assertThat(Launch.of(Map.of("PMI_RANK", "1", "PMI_SIZE", "3", "MPI_LOCALNRANKS", "2")))
        .isEqualTo(new Launch(launcher, 3, Family.MPICH));
    assertThat(Launch.of(Map.of("MPI_LOCALNRANKS", "2")))
        .isEqualTo(new Launch(launcher, 2, Family.MPICH));
    assertThat(Launch.of(Map.of("PMI_RANK", "0"))).isEqualTo(new Launch(launcher, 1, Family.MPICH));
  }

  @Test
  void slurm() {
    assertThat(Launch.of(Map.of("SLURM_STEP_NUM_TASKS", "8", "SLURM_MPI_TYPE", "pmix_v4")))
        .isEqualTo(new Launch("srun --mpi=pmix_v4", 8, Family.OPEN_MPI));
    assertThat(Launch.of(Map.of("SLURM_STEP_NUM_TASKS", "8", "SLURM_MPI_TYPE", "pmi2")))
        .isEqualTo(new Launch("srun --mpi=pmi2", 8, Family.MPICH));
    assertThat(Launch.of(Map.of("SLURM_STEP_NUM_TASKS", "2")))
        .isEqualTo(new Launch("srun", 2, Family.OPEN_MPI));
  }

  /** A batch script is one process, for however many tasks it may start. */
  @Test
  void nobody() {
    Launch alone = new Launch("no launcher", 1, Family.OPEN_MPI);
    assertThat(Launch.of(Map.of())).isEqualTo(alone);
    assertThat(Launch.of(Map.of("SLURM_NTASKS", "8"))).isEqualTo(alone);
    assertThat(Launch.of(Map.of("OMPI_COMM_WORLD_SIZE", "many"))).isEqualTo(alone);
  }
}
