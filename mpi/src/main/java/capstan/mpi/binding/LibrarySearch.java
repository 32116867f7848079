package capstan.mpi.binding;

import capstan.capsnet.group.GroupException;
import capstan.core.foreign.DynamicLibrary;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds a library of MPI. */
final class LibrarySearch {
  private static final String ADVICE =
      "; install Open MPI (openmpi-bin) or MPICH (mpich), or give the library with"
          + " -Dcapstan.mpi.library=FILE (docs/cluster.md)";

  private LibrarySearch() {}

  /**
   * An opened library.
   *
   * @param symbols what it holds
   * @param name what it was opened by
   */
  record Found(SymbolLookup symbols, String name) {}

  /**
   * Opens the library that the user has chosen, else the first that loads.
   *
   * @param chosen a file or a name; empty if the user has chosen none
   * @param first whose libraries are tried first
   * @throws GroupException if none loads
   */
  static Found open(String chosen, Family first) {
    if (chosen.isEmpty()) {
      return find(Family.names(first));
    }
    try {
      return load(chosen);
    } catch (IllegalArgumentException notLoaded) {
      throw new GroupException(
          ("capstan.mpi.library names %s, which does not load: %s; give the file of a library of"
                  + " MPI, such as libmpi.so.40")
              .formatted(chosen, notLoaded.getMessage()));
    }
  }

  /** The first that loads; one that is there and does not load is told. */
  static Found find(List<String> names) {
    List<String> broken = new ArrayList<>();
    for (String name : names) {
      try {
        return load(name);
      } catch (IllegalArgumentException notLoaded) {
        String reason = notLoaded.getMessage();
        if (!reason.contains(name) || !reason.toLowerCase(Locale.ROOT).contains("no such file")) {
          broken.add("cannot load " + name + ": " + reason);
        }
      }
    }
    throw new GroupException(
        "no library of MPI was found: looked for %s where the system's loader looks (LD_LIBRARY_PATH)%s%s"
            .formatted(
                String.join(", ", names),
                broken.isEmpty() ? "" : " (" + String.join("; ", broken) + ")",
                ADVICE));
  }

  private static Found load(String name) {
    return new Found(new DynamicLibrary(name), Path.of(name).getFileName().toString());
  }
}
