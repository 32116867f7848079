package capstan.cublas.driver;

import capstan.core.backend.BackendUnavailableException;
import capstan.core.foreign.DynamicLibrary;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The two libraries, opened and never closed again.
 *
 * @param cudart CUDA's runtime
 * @param cublas cuBLAS
 * @param found what was opened, for people
 */
public record NativeLibraries(SymbolLookup cudart, SymbolLookup cublas, String found) {
  /** Endings in the order they are tried: of CUDA 13, CUDA 12, and of a development package. */
  private static final List<String> ENDINGS = List.of("so.13", "so.12", "so");

  private static final List<Path> USUAL =
      List.of(Path.of("/usr/local/cuda/lib64"), Path.of("/opt/cuda/lib64"));

  private static final String ADVICE =
      "; install NVIDIA's packages of cuBLAS and of the CUDA runtime, or give the folder that holds"
          + " both libraries with -Dcapstan.cublas.path=FOLDER (docs/gpu.md)";

  /**
   * Opens both libraries of one CUDA release: from the given folders, else from where the system's
   * loader looks, else from the folders in which CUDA's installer puts them.
   *
   * @param folders looked through first; where they are given, nothing else is
   * @throws BackendUnavailableException if they are not found
   */
  public static NativeLibraries open(List<Path> folders) {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new BackendUnavailableException(
          "cuBLAS is looked for on Linux only, this is %s; leave out --backend cublas"
              .formatted(System.getProperty("os.name")));
    }
    Set<String> broken = new LinkedHashSet<>();
    Set<String> alone = new LinkedHashSet<>();
    for (String ending : ENDINGS) {
      SymbolLookup cudart = openOne(folders, "libcudart." + ending, broken);
      SymbolLookup cublas = openOne(folders, "libcublas." + ending, broken);
      if (cudart != null && cublas != null) {
        return new NativeLibraries(cudart, cublas, "libcublas." + ending);
      }
      if (cudart != null || cublas != null) {
        String there = cudart != null ? "libcudart." : "libcublas.";
        String other = cudart != null ? "libcublas." : "libcudart.";
        alone.add(there + ending + " is there, but no " + other + ending + " that loads");
      }
    }
    String places =
        folders.isEmpty()
            ? "where the system's loader looks (LD_LIBRARY_PATH), in " + join(USUAL)
            : "in " + join(folders) + ", as capstan.cublas.path says";
    broken.addAll(alone);
    String why = broken.isEmpty() ? "" : " (" + String.join("; ", broken) + ")";
    throw new BackendUnavailableException(
        "cuBLAS was not found: looked for libcudart and libcublas.%s %s%s%s"
            .formatted(String.join(", .", ENDINGS), places, why, ADVICE));
  }

  private static String join(List<Path> folders) {
    return String.join(", ", folders.stream().map(Path::toString).toList());
  }

  /** The library from the first place that has it, or null; what is there and broken is kept. */
  private static SymbolLookup openOne(List<Path> folders, String name, Set<String> broken) {
    if (folders.isEmpty()) {
      try {
        return new DynamicLibrary(name);
      } catch (IllegalArgumentException notWhereTheLoaderLooks) {
        String reason = notWhereTheLoaderLooks.getMessage();
        if (!reason.startsWith(name + ": cannot open shared object file: No such file")) {
          broken.add("cannot load " + name + ": " + reason);
        }
        return openOne(USUAL, name, broken);
      }
    }
    for (Path folder : folders) {
      Path file = folder.resolve(name).toAbsolutePath();
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        return new DynamicLibrary(file.toString());
      } catch (IllegalArgumentException notALibrary) {
        broken.add("cannot load " + file + ": " + notALibrary.getMessage());
      }
    }
    return null;
  }
}
