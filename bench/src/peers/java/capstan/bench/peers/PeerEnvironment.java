package capstan.bench.peers;

import capstan.core.backend.RuntimeFacts;
import java.util.Map;

/** What the libraries read from the environment: the settings they are fastest with. */
final class PeerEnvironment {
  private PeerEnvironment() {}

  /**
   * Sets the variables.
   *
   * @param environment of the process to be started
   * @param threads how many threads the libraries may use
   */
  static void set(Map<String, String> environment, int threads) {
    // Somebody's shell may hold OpenBLAS to older kernels or smaller caches than the machine has.
    environment.keySet().removeIf(name -> name.startsWith("OPENBLAS_"));
    if (RuntimeFacts.read().vectorBits() == 512) {
      environment.put("OPENBLAS_CORETYPE", "SkylakeX");
    }
    environment.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    // Threads spin between parallel loops for some milliseconds and then sleep: longer than gaps
    // within a step, shorter than the untimed runs before ours are measured, which would otherwise
    // find a processor taken. OpenBLAS takes the binary logarithm of clock ticks; its own choice is
    // ten times as long.
    environment.put("GOMP_SPINCOUNT", "1000000");
    environment.put("OPENBLAS_THREAD_TIMEOUT", "23");
    // One arena that keeps what it has: otherwise every large tensor is mapped and cleared anew.
    environment.put("MALLOC_ARENA_MAX", "1");
    environment.put("MALLOC_MMAP_MAX_", "0");
    environment.put("MALLOC_TRIM_THRESHOLD_", "17179869184");
    environment.put("MALLOC_TOP_PAD_", "268435456");
    environment.put("THP_MEM_ALLOC_ENABLE", "1");
  }
}
