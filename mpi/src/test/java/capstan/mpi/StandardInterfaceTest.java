package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.capsnet.group.GroupException;
import capstan.core.Shape;
import capstan.core.Tensor;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handles of MPI 5, and every call that fails, on a stand-in within this process. */
class StandardInterfaceTest {
  private static final int WARM_UP = 20_000;
  private static final int STEPS = 1000;

  private StandIn standIn;

  @BeforeEach
  void begin() {
    Assumptions.assumeTrue(StandIn.folder().isPresent(), "no C compiler was found");
    standIn = StandIn.open();
    standIn.reset();
    System.setProperty(MpiProvider.LIBRARY, StandIn.file().toString());
  }

  @AfterEach
  void noCallWasAMistake() {
    System.clearProperty(MpiProvider.LIBRARY);
    if (standIn != null) {
      assertThat(standIn.violations()).isEmpty();
    }
  }

  private static AllReduce open(Precision precision) {
    return new MpiProvider(Map.of()).open(precision);
  }

  private void ranks(int ranks, int rank) {
    standIn.set("ranks", ranks);
    standIn.set("rank", rank);
  }

  @Test
  void aGroupOfOne() {
    assertThat(new MpiProvider(Map.of()).description())
        .isEqualTo("Stand-in 5.0.1 (libmpi_abi.so.1)");
    AllReduce group = open(Precision.FLOAT32);
    assertThat(group.description()).isEqualTo("Stand-in 5.0.1, 1 rank on 1 machine");
    Tensor tensor = Tensor.of(Shape.of(2), 1, 2);
    assertThat(group.sum(List.of(tensor), 0.25f)).isEqualTo(0.25f);
    assertThat(tensor.toArray()).containsExactly(1, 2);
    assertThat(group.broadcast(0, new byte[] {1, 2})).containsExactly(1, 2);
    group.close();
    group.close();
    assertThatThrownBy(() -> group.sum(new double[1]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the group is closed");
  }

  /** All ranks hold the same. */
  @ParameterizedTest
  @EnumSource
  void aGroupOfThree(Precision precision) {
    ranks(3, 2);
    try (AllReduce group = open(precision)) {
      assertThat(List.of(group.rank(), group.ranks(), group.ranksHere())).containsExactly(2, 3, 3);
      Tensor tensor = Tensor.of(Shape.of(6), 1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f);
      assertThat(group.sum(List.of(tensor), 0.5f)).isEqualTo(1);
      assertThat(tensor.toArray()).containsOnly(2.25f);
      double[] numbers = {1, -0.1};
      group.sum(numbers);
      assertThat(numbers).containsExactly(3, -0.1 * 3);
      group.broadcast(2, List.of(tensor));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepAllocatesNothing(Precision precision) {
    ranks(2, 0);
    try (AllReduce group = open(precision)) {
      List<Tensor> tensors = List.of(Tensor.zeros(3, 5), Tensor.zeros(7));
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      for (int i = 0; i < WARM_UP; i++) {
        group.sum(tensors, 0.5f);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < STEPS; i++) {
        group.sum(tensors, 0.5f);
      }
      assertThat((threads.getCurrentThreadAllocatedBytes() - before) / STEPS)
          .as("bytes a step")
          .isLessThan(16);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MPI_Abi_get_version",
        "MPI_Get_library_version",
        "MPI_Initialized",
        "MPI_Init_thread",
        "MPI_Comm_set_errhandler",
        "MPI_Comm_rank",
        "MPI_Comm_size",
        "MPI_Get_processor_name",
        "MPI_Allgather",
        "MPI_Alltoall",
        "MPI_Allreduce",
        "MPI_Bcast",
        "MPI_Finalize"
      })
  void anErrorNamesTheCallTheRankAndMpisText(String function) {
    ranks(2, 1);
    standIn.fail(function, 16);
    List<String> beforeRank =
        List.of(
            "MPI_Abi_get_version",
            "MPI_Initialized",
            "MPI_Init_thread",
            "MPI_Comm_set_errhandler",
            "MPI_Comm_rank");
    assertThatThrownBy(StandardInterfaceTest::everything)
        .isInstanceOf(GroupException.class)
        .hasMessage(
            (beforeRank.contains(function) ? "" : "rank 1, ")
                + function
                + ": error 16 of the stand-in; and its stack (error 16)");
  }

  private static void everything() {
    AllReduce group = open(Precision.BFLOAT16);
    group.sum(List.of(Tensor.zeros(3)), 1);
    group.sum(new double[2]);
    group.broadcast(0, new byte[1]);
    group.close();
  }

  @Test
  void onceInAProcess() {
    open(Precision.FLOAT32).close();
    assertThatThrownBy(() -> open(Precision.FLOAT32))
        .isInstanceOf(GroupException.class)
        .hasMessage("this process has joined its group before, which MPI lets it do only once");
  }

  @Test
  void fewerRanksThanWereStarted() {
    ranks(2, 0);
    Map<String, String> slurm = Map.of("SLURM_STEP_NUM_TASKS", "4", "SLURM_MPI_TYPE", "none");
    assertThatThrownBy(() -> new MpiProvider(slurm).open(Precision.FLOAT32))
        .isInstanceOf(GroupException.class)
        .hasMessage(
            "started as one of 4 ranks by srun --mpi=none, but Stand-in 5.0.1 (libmpi_abi.so.1)"
                + " knows 2: give the library that belongs to the launcher with"
                + " -Dcapstan.mpi.library=FILE, or start with the launcher of this one"
                + " (docs/cluster.md)");
  }

  @Test
  void noThreads() {
    standIn.set("threads", 0);
    assertThatThrownBy(() -> open(Precision.FLOAT32))
        .isInstanceOf(GroupException.class)
        .hasMessage(
            "Stand-in 5.0.1 (libmpi_abi.so.1) cannot be called by a program with several threads"
                + " (MPI_THREAD_FUNNELED): install one that can, as nearly all do");
  }

  @Test
  void anotherVersionOfTheInterface() {
    standIn.set("abi", 2);
    String message =
        "libmpi_abi.so.1 has version 2.0 of MPI's binary interface, expected 1: give another"
            + " library with -Dcapstan.mpi.library=FILE";
    assertThatThrownBy(() -> open(Precision.FLOAT32))
        .isInstanceOf(GroupException.class)
        .hasMessage(message);
    assertThat(new MpiProvider(Map.of()).description()).isEqualTo(message);
  }

  @Test
  void aLibraryThatLacksAFunction() {
    System.setProperty(
        MpiProvider.LIBRARY,
        StandIn.folder().orElseThrow().resolve("too-old/libmpi_abi.so.1").toString());
    assertThatThrownBy(() -> open(Precision.FLOAT32))
        .isInstanceOf(GroupException.class)
        .hasMessageStartingWith("libmpi_abi.so.1 has no MPI_Abi_get_version: it is no library of");
  }
}
