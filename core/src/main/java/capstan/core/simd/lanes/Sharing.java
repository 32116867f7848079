package capstan.core.simd.lanes;

import capstan.core.Workers;

/**
 * Decides whether work is worth waking the team for. Parts are cut the same way whoever runs them,
 * so the decision never shows in a result.
 */
public final class Sharing {
  /**
   * Elements in one part of elementwise work: even of seven arrays a part stays in the L2 cache.
   */
  public static final int CHUNK = Machine.HERE.secondLevel() / 16;

  /** Below about this many vector operations the team costs more than it saves. */
  private static final long WORTH_WAKING = 1 << 12;

  private Sharing() {}

  /**
   * Runs all parts, on the team or on the calling thread alone.
   *
   * @param workers the team
   * @param operations about how many floating-point operations all parts together are
   * @param parts how many parts
   * @param part the body
   */
  public static void run(Workers workers, long operations, int parts, Workers.Part part) {
    if (operations >= WORTH_WAKING * Lanes.COUNT) {
      workers.run(parts, part);
      return;
    }
    for (int k = 0; k < parts; k++) {
      part.run(k, 0);
    }
  }

  /** How many parts of {@link #CHUNK} elements n elements make. */
  public static int chunks(int n) {
    return (int) (((long) n + CHUNK - 1) / CHUNK);
  }
}
