package capstan.cublas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.backend.BackendUnavailableException;
import capstan.cublas.driver.CudaRuntime;
import capstan.cublas.driver.NativeLibraries;
import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason why there is no cuBLAS is one line that says what helps. */
class CublasRefusalTest extends OnStandIn {
  @TempDir private Path empty;

  private static String refusal(Path... folders) {
    CublasSettings settings =
        new CublasSettings(
            List.of(folders), false, CublasSettings.Placement.AUTO, Optional.empty());
    try {
      CublasDevice.look(settings);
      return "none";
    } catch (BackendUnavailableException unavailable) {
      assertThat(unavailable.getMessage()).doesNotContain("\n");
      return unavailable.getMessage();
    }
  }

  private static void link(Path folder, String name, String to) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), folder().resolve(to));
  }

  @Test
  void notFound() {
    assertThat(refusal(empty))
        .startsWith(
            "cuBLAS was not found: looked for libcudart and libcublas.so.13, .so.12, .so in "
                + empty)
        .contains("install NVIDIA's packages", "-Dcapstan.cublas.path=FOLDER", "docs/gpu.md");
  }

  @Test
  void oneLibraryAloneIsNotEnough() throws IOException {
    link(empty, "libcudart.so.13", "libcudart.so.13");
    assertThat(refusal(empty))
        .startsWith("cuBLAS was not found")
        .contains("(libcudart.so.13 is there, but no libcublas.so.13 that loads)");
  }

  @Test
  void aFileThatIsNoLibrary() throws IOException {
    Path cudart = Files.writeString(empty.resolve("libcudart.so.12"), "text");
    Path cublas = Files.writeString(empty.resolve("libcublas.so.12"), "no\n".repeat(1000));
    Path link = Files.createSymbolicLink(empty.resolve("libcublas.so"), Path.of("nowhere"));
    assertThat(refusal(empty))
        .contains("(cannot load " + cudart + ": " + cudart + ": file too short")
        .contains("; cannot load " + cublas + ": " + cublas + ": invalid ELF header")
        .contains("; cannot load " + link + ": " + link + ": cannot open shared object file")
        .doesNotContain("libcublas.so.13: ");
  }

  @Test
  void otherNamesAndSeveralFolders(@TempDir Path second) throws IOException {
    link(empty, "libcudart.so.12", "libcudart.so.13");
    assertThat(refusal(empty)).startsWith("cuBLAS was not found");
    link(second, "libcublas.so.12", "libcublas.so.13");
    assertThat(refusal(empty, second)).isEqualTo("none");
    Files.delete(second.resolve("libcublas.so.12"));
    link(second, "libcublas.so", "libcublas.so.13");
    assertThat(refusal(empty, second)).startsWith("cuBLAS was not found");
    link(empty, "libcudart.so", "libcudart.so.13");
    assertThat(refusal(empty, second)).isEqualTo("none");
  }

  @Test
  void aLibraryThatLacksAFunction() throws IOException {
    link(empty, "libcudart.so.13", "libcudart.so.13");
    link(empty, "libcublas.so.13", "libcudart.so.13");
    assertThat(refusal(empty))
        .isEqualTo(
            "the CUDA library that was found has no cublasCreate_v2, its version is too old:"
                + " install CUDA 12 or later (docs/gpu.md)");
  }

  /** CUDA 12 knows the function only under another name. */
  @Test
  void aDeviceIsDescribedByEitherRelease() {
    SymbolLookup thirteen = NativeLibraries.open(List.of(folder())).cudart();
    String plain = "cudaGetDeviceProperties";
    SymbolLookup twelve =
        name ->
            name.equals(plain)
                ? Optional.empty()
                : thirteen.find(name.equals(plain + "_v2") ? plain : name);
    assertThat(new CudaRuntime(twelve).cudaGetDeviceProperties(0)).isEqualTo("Stand-in for a GPU");
    assertThat(new CudaRuntime(thirteen).cudaGetDeviceProperties(0))
        .isEqualTo("Stand-in for a GPU");
  }

  @Test
  void tooOld() {
    standIn.set("RUNTIME", 11080);
    assertThat(refusal(folder()))
        .isEqualTo(
            "libcublas.so.13 is of CUDA 11.8, which is too old: install CUDA 12 or later"
                + " (docs/gpu.md)");
  }

  @Test
  void noDriver() {
    standIn.set("DRIVER", 0);
    assertThat(refusal(folder()))
        .isEqualTo(
            "no NVIDIA driver is loaded: install one that supports CUDA 13.0, and check that"
                + " nvidia-smi works");
  }

  @Test
  void driverTooOld() {
    standIn.set("DRIVER", 12040);
    assertThat(refusal(folder()))
        .isEqualTo(
            "the NVIDIA driver supports CUDA 12.4 and is too old for libcublas.so.13 of CUDA 13.0:"
                + " update the driver, or install the libraries of CUDA 12");
    standIn.set("DRIVER", 11080);
    assertThat(refusal(folder())).endsWith(" of CUDA 13.0: update the driver");
  }

  @Test
  void noDevice() {
    standIn.set("DEVICES", 0);
    assertThat(refusal(folder()))
        .isEqualTo("there is no NVIDIA GPU: check nvidia-smi, and what CUDA_VISIBLE_DEVICES says");
  }

  @Test
  void outOfDeviceMemory() {
    standIn.fail("cublasCreate_v2", 1, 3);
    assertThat(refusal(folder()))
        .isEqualTo(
            "cublasCreate_v2: CUBLAS_STATUS_ALLOC_FAILED (3), out of device memory; the device is"
                + " out of memory: end what else uses it (nvidia-smi shows what)");
  }

  @Test
  void noHandle() {
    standIn.fail("cublasCreate_v2", 1, 1);
    assertThat(refusal(folder()))
        .isEqualTo(
            "cublasCreate_v2: CUBLAS_STATUS_NOT_INITIALIZED (1), cuBLAS could not be set up; if the"
                + " device has no memory left, end what else uses it (nvidia-smi shows what)");
  }

  @Test
  void malformedProperties() {
    System.setProperty("capstan.cublas.math", "half");
    try {
      assertThatThrownBy(CublasSettings::fromProperties)
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessage("capstan.cublas.math must be one of float32, tf32, found half");
    } finally {
      System.clearProperty("capstan.cublas.math");
    }
  }
}
