package capstan.mpi.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.group.GroupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each reason why there is no library is one line that says what helps. */
@EnabledOnOs(OS.LINUX)
class LibrarySearchTest {

  @Test
  void theLaunchersGoFirst() {
    assertThat(Family.names(Family.OPEN_MPI)).startsWith("libmpi.so.40").doesNotHaveDuplicates();
    assertThat(Family.names(Family.MPICH))
        .startsWith("libmpich.so.12", "libmpi.so.12")
        .containsExactlyInAnyOrderElementsOf(Family.names(Family.STANDARD));
  }

  @Test
  void notFound(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> LibrarySearch.find(List.of("libnone.so.1", "libnone.so")))
        .isInstanceOf(GroupException.class)
        .hasMessage(
            "no library of MPI was found: looked for libnone.so.1, libnone.so where the system's"
                + " loader looks (LD_LIBRARY_PATH); install Open MPI (openmpi-bin) or MPICH"
                + " (mpich), or give the library with -Dcapstan.mpi.library=FILE"
                + " (docs/cluster.md)");
    Path broken = Files.writeString(folder.resolve("libmpi.so"), "no\n".repeat(1000));
    assertThatThrownBy(() -> LibrarySearch.find(List.of("libnone.so", broken.toString())))
        .hasMessageContaining("(cannot load " + broken + ": " + broken + ": invalid ELF header);")
        .hasMessageNotContaining("cannot load libnone");
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(() -> LibrarySearch.open("/nowhere/libmpi.so", Family.OPEN_MPI))
        .isInstanceOf(GroupException.class)
        .hasMessage(
            "capstan.mpi.library names /nowhere/libmpi.so, which does not load: /nowhere/libmpi.so:"
                + " cannot open shared object file: No such file or directory; give the file of a"
                + " library of MPI, such as libmpi.so.40");
  }

  @Test
  void aFileThatIsNoLibrary(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("libmpi.so"), "text");
    assertThatThrownBy(() -> MpiLibrary.open(file.toString(), Family.MPICH))
        .isInstanceOf(GroupException.class)
        .hasMessageContaining("names " + file + ", which does not load: " + file + ": file too");
  }

  @Test
  void aLibraryOfSomethingElse() {
    assertThatThrownBy(() -> MpiLibrary.open("libc.so.6", Family.MPICH))
        .isInstanceOf(GroupException.class)
        .hasMessage(
            "libc.so.6 has no MPI_Error_string: it is no library of MPI 3 or later; install Open"
                + " MPI 4 or MPICH 4 or later, or give one with -Dcapstan.mpi.library=FILE");
  }
}
