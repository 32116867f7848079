package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mpi.InstalledMpi.Run;
import capstan.mpi.binding.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of real processes, of every MPI that is installed. */
class GroupTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "OPEN_MPI, 1", "OPEN_MPI, 2", "OPEN_MPI, 3", "OPEN_MPI, 4",
    "MPICH, 1", "MPICH, 2", "MPICH, 3", "MPICH, 4"
  })
  void ranksAddUpAndAgree(Family family, int ranks) throws IOException {
    Run run = InstalledMpi.of(family).run(folder, ranks, "everything", true);
    assertThat(run.ranks()).as(run.output()).hasSize(ranks);
    assertThat(run.status()).as(run.output()).isZero();
    for (int rank = 0; rank < ranks; rank++) {
      Map<String, String> told = run.ranks().get(rank);
      assertThat(told)
          .containsEntry("ranks", "" + ranks)
          .containsEntry("ranksHere", "" + ranks)
          .containsEntry("doubles", doubles(ranks))
          .containsEntry("broadcast", GroupProgram.words(GroupProgram.tensors(ranks - 1)))
          .containsEntry("surroundings", surroundings(rank))
          .containsEntry("bytes", "from the last rank")
          .containsEntry("nothing", "0")
          .containsEntry(
              "thread", "the group is of the thread main that opened it, and was called by another")
          .containsEntry(
              "again", "this process has joined its group before, which MPI lets it do only once");
      assertThat(told.get("description"))
          .matches("(Open MPI|MPICH) \\d+\\.\\d\\S*, %d ranks? on 1 machine".formatted(ranks));
      if (ranks == 2 && rank == 1) {
        assertThat(told.get("truncated"))
            .startsWith("rank 1, MPI_Bcast: ")
            .containsIgnoringCase("message truncated");
      }
      if (family == Family.OPEN_MPI) {
        assertThat(told.get("negative"))
            .isEqualTo(
                "rank %d, MPI_Allreduce: MPI_ERR_COUNT: invalid count argument (error 2)"
                    .formatted(rank));
      }
      for (Precision precision : Precision.values()) {
        sums(precision, told, run.ranks().getFirst(), rank);
      }
    }
    if (ranks > 1) {
      for (String round : List.of("first", "second")) {
        assertNear(run.ranks().getFirst().get("FLOAT32 " + round + " sum"), ranks);
        assertThat(run.ranks().getFirst())
            .containsEntry("BFLOAT16 " + round + " sum", roundedSum(ranks));
      }
    }
  }

  private static void sums(
      Precision precision, Map<String, String> told, Map<String, String> first, int rank) {
    int ranks = Integer.parseInt(told.get("ranks"));
    float hand = ranks == 1 ? 1 : ranks * (ranks + 1) / 4f;
    assertThat(told)
        .containsEntry(precision + " hand", hand + " " + 2 * hand + " " + -4 * hand)
        .containsEntry(precision + " hand factor", ranks == 1 ? "0.5" : "1.0");
    for (String round : List.of(precision + " first ", precision + " second ")) {
      assertThat(told)
          .containsEntry(round + "factor", ranks == 1 ? "0.5" : "1.0")
          .containsEntry(round + "surroundings", surroundings(rank))
          .containsEntry(round + "sum", first.get(round + "sum"));
      if (ranks == 1) {
        assertThat(told)
            .containsEntry(round + "sum", GroupProgram.words(GroupProgram.tensors(rank)));
      }
    }
  }

  private static String surroundings(int rank) {
    return GroupProgram.words(GroupProgram.surroundings(GroupProgram.tensors(rank).getLast()));
  }

  /** Σ of (i + 1)(rank + 1) + 1/2. */
  private static String doubles(int ranks) {
    StringJoiner words = new StringJoiner(" ");
    for (int i = 0; i < 9; i++) {
      words.add(Double.toString((i + 1) * (ranks * (ranks + 1) / 2) + ranks * 0.5));
    }
    return words.toString();
  }

  private static void assertNear(String words, int ranks) {
    float[] found = floats(words);
    for (int i = 0; i < found.length; i++) {
      double sum = 0;
      double size = 0;
      for (int rank = 0; rank < ranks; rank++) {
        double product =
            (double) floats(GroupProgram.words(GroupProgram.tensors(rank)))[i]
                * GroupProgram.factor(rank);
        sum += product;
        size += Math.abs(product);
      }
      assertThat((double) found[i]).isEqualTo(sum, within(size * 3e-7));
    }
  }

  private static float[] floats(String words) {
    String[] numbers = words.split(" ");
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(numbers[i]);
    }
    return floats;
  }

  /** Rounded, added in float32 by rank, and rounded. */
  private static String roundedSum(int ranks) {
    float[][] numbers = new float[ranks][];
    for (int rank = 0; rank < ranks; rank++) {
      numbers[rank] = floats(GroupProgram.words(GroupProgram.tensors(rank)));
    }
    float[] sums = new float[numbers[0].length];
    for (int i = 0; i < sums.length; i++) {
      float sum = Bfloat16Test.nearest(numbers[0][i] * GroupProgram.factor(0));
      for (int rank = 1; rank < ranks; rank++) {
        sum += Bfloat16Test.nearest(numbers[rank][i] * GroupProgram.factor(rank));
      }
      sums[i] = Bfloat16Test.nearest(sum);
    }
    return GroupProgram.words(Tensor.view(sums, 0, Shape.of(sums.length)));
  }

  /** UCX takes the signals of a JVM by which it notices null pointers. */
  @ParameterizedTest
  @EnumSource(names = {"OPEN_MPI", "MPICH"})
  void ranksSurviveAnUntamedUcx(Family family) throws IOException {
    Run run = InstalledMpi.of(family).run(folder, 2, "open", false);
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.ranks()).as(run.output()).hasSize(2);
    for (Map<String, String> told : run.ranks()) {
      String description = told.get("description");
      assertThat(description).contains(", 2 ranks on 1 machine");
      assertThat(description.replaceFirst(".* on 1 machine", ""))
          .isIn("", ", " + MpiAllReduce.UNTAMED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN_MPI", "MPICH"})
  void oneRankEndsAll(Family family) throws IOException {
    Run run = InstalledMpi.of(family).run(folder, 3, "abort", true);
    assertThat(run.status()).as(run.output()).isEqualTo(GroupProgram.ABORTED);
    assertThat(run.ranks()).as(run.output()).isEmpty();
  }

  /** Each rank would take itself for a group of one. */
  @ParameterizedTest
  @CsvSource({
    "OPEN_MPI, Open MPI's mpirun, MPICH, libmpich.so.12",
    "MPICH, MPICH's mpirun or a relative, OPEN_MPI, libmpi.so.40"
  })
  void theLibraryOfAnotherLauncherIsRefused(
      Family family, String launcher, Family other, String library) throws IOException {
    InstalledMpi.of(other);
    Run run =
        InstalledMpi.of(family)
            .run(folder, 2, "open", true, "-D" + MpiProvider.LIBRARY + "=" + library);
    assertThat(run.ranks()).as(run.output()).hasSize(2);
    assertThat(run.ranks().getFirst().get("refusal"))
        .startsWith("started as one of 2 ranks by " + launcher + ", but ")
        .contains(" (" + library + ") knows 1: give the library", "docs/cluster.md");
  }
}
