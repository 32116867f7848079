package capstan.core.backend;

import capstan.core.cublas.CublasBackend;
import capstan.core.cublas.CublasSettings;
import capstan.core.cublas.CublasUnavailableException;
import capstan.core.kernel.Backend;
import capstan.core.scalar.ScalarBackend;
import capstan.core.simd.SimdBackend;
import java.util.Optional;

/** Looks backends up by name. */
public final class Backends {
  private Backends() {}

  /** The backend of plain loops: works everywhere, on one thread. */
  public static Backend scalar() {
    return ScalarBackend.create();
  }

  /**
   * The backend on the Vector API.
   *
   * @param threads size of its team, the calling thread included
   * @throws BackendUnavailableException if this JVM cannot run it
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static Backend simd(int threads) {
    Optional<String> refusal = RuntimeFacts.read().simdRefusal();
    if (refusal.isPresent()) {
      throw new BackendUnavailableException(refusal.get());
    }
    return SimdBackend.create(threads);
  }

  /**
   * The backend with matrix products on an NVIDIA GPU. Only this loads CUDA's libraries.
   *
   * @param threads size of its team, the calling thread included
   * @param settings how to use the GPU
   * @throws BackendUnavailableException if this machine or JVM cannot run it
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static Backend cublas(int threads, CublasSettings settings) {
    Optional<String> refusal = RuntimeFacts.read().simdRefusal();
    if (refusal.isPresent()) {
      throw new BackendUnavailableException(
          "the cublas backend needs the simd backend for all that is no matrix product: "
              + refusal.get());
    }
    try {
      return CublasBackend.create(threads, settings);
    } catch (CublasUnavailableException unavailable) {
      throw new BackendUnavailableException(unavailable.getMessage());
    }
  }

  /**
   * A backend on as many threads as suit it: one for {@code scalar}, else every processor.
   *
   * @param name as in {@link #lookup(String, int)}
   * @throws BackendUnavailableException if it cannot be had
   */
  public static BackendChoice lookup(String name) {
    int processors = Runtime.getRuntime().availableProcessors();
    return lookup(name, name.equals("scalar") ? 1 : processors);
  }

  /**
   * A backend by name.
   *
   * @param name {@code simd}, {@code scalar}, {@code cublas} as the system properties set it up, or
   *     {@code auto} for simd where it works and scalar where it does not
   * @param threads size of its team, the calling thread included; the scalar backend has one, also
   *     when {@code auto} falls back to it
   * @throws BackendUnavailableException if there is no such backend, if this JVM cannot run it, if
   *     a {@code capstan.vector} property is malformed, or if the scalar backend is asked for more
   *     than one thread
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static BackendChoice lookup(String name, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    return switch (name) {
      case "scalar" -> lookupScalar(threads);
      case "simd" -> new BackendChoice(simd(threads), describeSimd(), false);
      case "cublas" -> lookupCublas(threads);
      case "auto" -> lookupAuto(threads);
      default ->
          throw new BackendUnavailableException(
              "no backend is called \"" + name + "\": give auto, simd, scalar or cublas");
    };
  }

  private static BackendChoice lookupScalar(int threads) {
    if (threads != 1) {
      throw new BackendUnavailableException(
          "the scalar backend has one thread, found "
              + threads
              + " asked for: give 1, or take the simd backend");
    }
    return new BackendChoice(scalar(), "asked for", false);
  }

  private static BackendChoice lookupCublas(int threads) {
    try {
      Backend backend = cublas(threads, CublasSettings.fromProperties());
      return new BackendChoice(backend, backend.description(), false);
    } catch (CublasUnavailableException malformedProperty) {
      throw new BackendUnavailableException(malformedProperty.getMessage());
    }
  }

  /** A property that cannot be understood is an error, not a reason to take another backend. */
  private static BackendChoice lookupAuto(int threads) {
    RuntimeFacts facts = RuntimeFacts.read();
    if (facts.malformedProperty().isPresent()) {
      throw new BackendUnavailableException(facts.malformedProperty().get());
    }
    Optional<String> refusal = facts.simdRefusal();
    if (refusal.isEmpty()) {
      return new BackendChoice(SimdBackend.create(threads), describeSimd(), false);
    }
    String reason = refusal.get() + "; using the scalar backend, one thread";
    return new BackendChoice(scalar(), reason, true);
  }

  private static String describeSimd() {
    RuntimeFacts facts = RuntimeFacts.read();
    int bits = facts.vectorBits();
    String beyond =
        bits > facts.preferredBits()
            ? ", wider than this machine's " + facts.preferredBits() + " and therefore slow"
            : "";
    return "Vector API, " + bits + " bits" + beyond + ", " + facts.vectorRegisters() + " registers";
  }
}
