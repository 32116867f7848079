package capstan.mpi.binding;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.capsnet.group.GroupException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;

/**
 * What a library calls the things that are handed to its functions; C programs get them from its
 * {@code mpi.h}. All are 64 bits wide here, and cut to what the library takes.
 *
 * @param layout of a handle: an address, or an int
 * @param world {@code MPI_COMM_WORLD}
 * @param float32 {@code MPI_FLOAT}
 * @param float64 {@code MPI_DOUBLE}
 * @param bytes {@code MPI_BYTE}
 * @param sum {@code MPI_SUM}
 * @param errorsReturn {@code MPI_ERRORS_RETURN}
 * @param inPlace {@code MPI_IN_PLACE}, an address
 * @param funneled {@code MPI_THREAD_FUNNELED}
 */
record Handles(
    MemoryLayout layout,
    long world,
    long float32,
    long float64,
    long bytes,
    long sum,
    long errorsReturn,
    long inPlace,
    int funneled) {
  private static final String OPEN_MPI_WORLD = "ompi_mpi_comm_world";

  /** MPICH's binary interface: integers that hold a kind and, for data, a size in bytes. */
  private static final Handles MPICH =
      new Handles(
          JAVA_INT, 0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, 0x54000001, -1, 1);

  /** The standard's own binary interface (MPI 5.0, appendix A): small addresses. */
  private static final Handles STANDARD =
      new Handles(JAVA_LONG, 0x101, 0x210, 0x214, 0x247, 0x21, 0x142, 1, 1024);

  /**
   * Those of a library. The standard's interface may be a thin layer above a library that has its
   * own one too, so that only its name, which the standard prescribes, tells them apart.
   */
  static Handles of(LibrarySearch.Found library) {
    if (library.name().contains("mpi_abi")) {
      return STANDARD;
    }
    SymbolLookup symbols = library.symbols();
    return symbols.find(OPEN_MPI_WORLD).isPresent() ? openMpi(symbols) : MPICH;
  }

  /** Whether they are the standard's own. */
  boolean isStandard() {
    return equals(STANDARD);
  }

  /** Open MPI's: where the library keeps the things themselves. */
  private static Handles openMpi(SymbolLookup symbols) {
    return new Handles(
        JAVA_LONG,
        address(symbols, OPEN_MPI_WORLD),
        address(symbols, "ompi_mpi_float"),
        address(symbols, "ompi_mpi_double"),
        address(symbols, "ompi_mpi_byte"),
        address(symbols, "ompi_mpi_op_sum"),
        address(symbols, "ompi_mpi_errors_return"),
        1,
        1);
  }

  private static long address(SymbolLookup symbols, String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new GroupException("the library of Open MPI has no " + name))
        .address();
  }
}
