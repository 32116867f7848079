package capstan.mpi.binding;

import java.util.Map;

/**
 * How this process was started, which a launcher tells by variables in the environment.
 *
 * @param launcher what started it, for people
 * @param ranks how many processes it started; 1 where it does not tell
 * @param family the libraries that can talk to it, likely
 */
public record Launch(String launcher, int ranks, Family family) {

  /** Reads an environment. */
  public static Launch of(Map<String, String> environment) {
    int openMpi = number(environment, "OMPI_COMM_WORLD_SIZE");
    if (openMpi > 0) {
      return new Launch("Open MPI's mpirun", openMpi, Family.OPEN_MPI);
    }
    int mpich = number(environment, "PMI_SIZE");
    if (mpich > 0) {
      return new Launch("MPICH's mpirun or a relative", mpich, Family.MPICH);
    }
    if (environment.containsKey("PMI_RANK") || environment.containsKey("MPI_LOCALNRANKS")) {
      int here = Math.max(1, number(environment, "MPI_LOCALNRANKS"));
      return new Launch("MPICH's mpirun or a relative", here, Family.MPICH);
    }
    // Not SLURM_NTASKS, which the batch script has that is a single process.
    int slurm = number(environment, "SLURM_STEP_NUM_TASKS");
    String type = environment.getOrDefault("SLURM_MPI_TYPE", "");
    Family family =
        type.startsWith("pmi2") || type.startsWith("cray") ? Family.MPICH : Family.OPEN_MPI;
    return slurm > 0
        ? new Launch("srun" + (type.isEmpty() ? "" : " --mpi=" + type), slurm, family)
        : new Launch("no launcher", 1, Family.OPEN_MPI);
  }

  private static int number(Map<String, String> environment, String name) {
    try {
      return Integer.parseInt(environment.getOrDefault(name, ""));
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
