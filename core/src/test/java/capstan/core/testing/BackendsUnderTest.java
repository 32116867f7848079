package capstan.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The backends that the contract tests compare with the scalar one, of one, two and three threads.
 * {@code -Dcapstan.test.backend} chooses them: {@code simd} (the default), any other that {@link
 * Backends#lookup} knows, or a {@link GuestBackend}.
 */
public final class BackendsUnderTest {
  private static final String NAME = System.getProperty("capstan.test.backend", "simd");
  private static final Optional<GuestBackend> GUEST =
      ServiceLoader.load(GuestBackend.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(guest -> guest.name().equals(NAME))
          .findFirst();
  private static final List<Backend> BACKENDS =
      Stream.of(1, 2, 3).map(BackendsUnderTest::make).toList();

  private BackendsUnderTest() {}

  /** The backends. */
  public static List<Backend> all() {
    return BACKENDS;
  }

  /** Fails if a guest has noticed a mistake. */
  public static void assertNoViolations() {
    GUEST.ifPresent(guest -> assertThat(guest.violations()).isEmpty());
  }

  private static Backend make(int threads) {
    return GUEST
        .map(guest -> guest.create(threads))
        .orElseGet(() -> Backends.lookup(NAME, threads).backend());
  }
}
