package capstan.core.backend;

import capstan.core.kernel.Backend;
import capstan.core.scalar.ScalarBackend;
import capstan.core.simd.SimdBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** Looks backends up by name: its own, and those of every {@link BackendProvider} that is there. */
public final class Backends {
  private static final List<String> OWN = List.of("auto", "simd", "scalar");

  private Backends() {}

  /** Every name that {@link #lookup(String, int)} knows, {@code auto} first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(OWN);
    further().forEach(provider -> names.add(provider.name()));
    return List.copyOf(names);
  }

  /**
   * Whether there is a backend of a name; {@link #names} without a search for those of others.
   *
   * @param name as in {@link #lookup(String, int)}
   */
  public static boolean isKnown(String name) {
    return OWN.contains(name) || names().contains(name);
  }

  /** What makes the further backends, in the order of their names. */
  public static List<BackendProvider> further() {
    return ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(BackendProvider::name))
        .toList();
  }

  /**
   * The largest team that a backend can have.
   *
   * @param name as in {@link #lookup(String, int)}
   */
  public static int mostThreads(String name) {
    return name.equals("scalar") ? 1 : Integer.MAX_VALUE;
  }

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
   * A backend on as many threads as suit it: one for {@code scalar}, else every processor.
   *
   * @param name as in {@link #lookup(String, int)}
   * @throws BackendUnavailableException if it cannot be had
   */
  public static BackendChoice lookup(String name) {
    int processors = Runtime.getRuntime().availableProcessors();
    return lookup(name, Math.min(processors, mostThreads(name)));
  }

  /**
   * A backend by name.
   *
   * @param name {@code simd}, {@code scalar}, what a {@link BackendProvider} is called, set up by
   *     its system properties, or {@code auto} for simd where it works and scalar where it does not
   * @param threads size of its team, the calling thread included; the scalar backend has one, also
   *     when {@code auto} falls back to it
   * @throws BackendUnavailableException if there is no such backend, if this JVM cannot run it, if
   *     a property is malformed, or if the scalar backend is asked for more than one thread
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static BackendChoice lookup(String name, int threads) {
    return lookup(name, threads, Set.of());
  }

  /**
   * A backend by name, with switches of its own.
   *
   * @param name as in {@link #lookup(String, int)}
   * @param threads as in {@link #lookup(String, int)}
   * @param switches some of {@link BackendProvider#switches()}; {@code auto}, simd and scalar have
   *     none
   * @throws BackendUnavailableException as {@link #lookup(String, int)} does, and if the backend
   *     has no such switch
   * @throws IllegalArgumentException if there is not at least one thread
   */
  public static BackendChoice lookup(String name, int threads, Set<String> switches) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    if (!OWN.contains(name)) {
      BackendProvider provider = provider(name);
      refuseUnknown(name, switches, provider.switches());
      Backend backend = provider.create(threads, switches);
      return new BackendChoice(backend, backend.description(), false);
    }
    refuseUnknown(name, switches, Set.of());
    return switch (name) {
      case "scalar" -> lookupScalar(threads);
      case "simd" -> new BackendChoice(simd(threads), describeSimd(), false);
      default -> lookupAuto(threads);
    };
  }

  private static BackendProvider provider(String name) {
    return further().stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = names();
              int last = names.size() - 1;
              return new BackendUnavailableException(
                  "no backend is called \""
                      + name
                      + "\": give "
                      + String.join(", ", names.subList(0, last))
                      + " or "
                      + names.get(last)
                      + ", or add the jar that has it");
            });
  }

  private static void refuseUnknown(String name, Set<String> switches, Set<String> known) {
    if (!known.containsAll(switches)) {
      throw new BackendUnavailableException(
          "the switches of backend " + name + " are " + known + ", found " + switches);
    }
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
