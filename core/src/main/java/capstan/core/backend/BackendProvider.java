package capstan.core.backend;

import capstan.core.kernel.Backend;
import java.util.Set;

/**
 * Makes a further backend, beside {@code scalar} and {@code simd}. {@link Backends} finds it
 * through {@link java.util.ServiceLoader}, on the class path and on the module path; it is asked
 * for nothing but its name and switches before somebody wants its backend.
 */
public interface BackendProvider {
  /** What {@link Backends#lookup} knows the backend by, in small letters: {@code cublas}. */
  String name();

  /** The name as people write it: {@code cuBLAS}. */
  String title();

  /** What may be passed to {@link #create} beside the threads, such as {@code tf32}. */
  Set<String> switches();

  /**
   * A new backend, set up by its own system properties.
   *
   * @param threads size of its team, the calling thread included, at least 1
   * @param switches some of {@link #switches()}, each of which overrides a property
   * @throws BackendUnavailableException if this machine or JVM cannot run it, or if a property is
   *     malformed
   */
  Backend create(int threads, Set<String> switches);

  /**
   * The hardware that a backend would use, in one line for people. May load native libraries.
   *
   * @throws BackendUnavailableException as {@link #create} does
   * @throws BackendFailureException if the hardware fails
   */
  String hardware();
}
