package capstan.mpi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What libraries say of themselves, from their documentation and from those at hand. */
class LibraryTitleTest {

  @Test
  void firstWords() {
    assertThat(
            LibraryTitle.of(
                "Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4"))
        .isEqualTo("Open MPI 4.1.4");
    assertThat(LibraryTitle.of("Open MPI v5.0.0rc12, package: x")).isEqualTo("Open MPI 5.0.0rc12");
    assertThat(
            LibraryTitle.of("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7 12:34:45 2022"))
        .isEqualTo("MPICH 4.0.2");
    assertThat(LibraryTitle.of("MPICH Version:      4.2.0\nMPICH ABI: 16"))
        .isEqualTo("MPICH 4.2.0");
    assertThat(LibraryTitle.of("MVAPICH2 Version      :\t2.3.6\nMVAPICH2 Release date : Mon"))
        .isEqualTo("MVAPICH2 2.3.6");
    assertThat(LibraryTitle.of("Intel(R) MPI Library 2021.5 for Linux* OS\n"))
        .isEqualTo("Intel(R) MPI Library 2021.5");
    assertThat(LibraryTitle.of("MPI VERSION    : CRAY MPICH version 8.1.25 (ANL base 3.4a2)\n"))
        .isEqualTo("CRAY MPICH 8.1.25");
  }

  @Test
  void whateverElseThereIs() {
    assertThat(LibraryTitle.of("an MPI of my own\nmore")).isEqualTo("an MPI of my own");
    assertThat(LibraryTitle.of("")).isEqualTo("MPI");
  }
}
