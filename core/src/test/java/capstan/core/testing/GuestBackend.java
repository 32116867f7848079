package capstan.core.testing;

import capstan.core.kernel.Backend;

/**
 * A backend that another module's tests bring to core's contract tests, which find it through
 * {@link java.util.ServiceLoader}.
 */
public interface GuestBackend {
  /** What {@code -Dcapstan.test.backend} calls it. */
  String name();

  /** A new one with a team of so many threads. */
  Backend create(int threads);

  /** What calls have done wrong so far, a line each; empty if nothing. */
  String violations();
}
