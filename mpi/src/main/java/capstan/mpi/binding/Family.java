package capstan.mpi.binding;

import java.util.ArrayList;
import java.util.List;

/** Libraries of MPI that share their handles. */
public enum Family {
  /** Open MPI 4 and 5. */
  OPEN_MPI,

  /** MPICH 3 to 5, and what keeps to its binary interface: Intel MPI, MVAPICH, Cray MPICH. */
  MPICH,

  /** Any library with the binary interface that the standard itself has since MPI 5. */
  STANDARD;

  /** What all such libraries are called, in the order in which they are tried. */
  static List<String> names(Family first) {
    List<String> names = new ArrayList<>(first.names());
    for (Family family : values()) {
      if (family != first) {
        names.addAll(family.names());
      }
    }
    return List.copyOf(names);
  }

  private List<String> names() {
    return switch (this) {
      case OPEN_MPI -> List.of("libmpi.so.40", "libmpi.40.dylib");
      case MPICH -> List.of("libmpich.so.12", "libmpi.so.12", "libmpi.12.dylib");
      case STANDARD ->
          List.of("libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so", "libmpi_abi.dylib");
    };
  }
}
