package capstan.bench.peers;

/** One side of a comparison. */
@FunctionalInterface
interface Contestant {
  /** Sets up what both sides share, such as a library's number of threads, before its turn. */
  default void start() {}

  /** Does once what is measured. */
  void run();
}
