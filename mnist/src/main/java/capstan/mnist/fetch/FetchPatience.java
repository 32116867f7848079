package capstan.mnist.fetch;

import java.time.Duration;

/**
 * How long to wait for servers and how often to ask.
 *
 * @param answer longest wait from asking until an answer begins, name lookup and connection
 *     included
 * @param stall longest wait for the next bytes of an answer
 * @param rounds how often to go through all mirrors
 * @param pause wait before the second round; it doubles with each further one
 */
public record FetchPatience(Duration answer, Duration stall, int rounds, Duration pause) {

  /** For a download that somebody asked for. */
  public static final FetchPatience PATIENT =
      new FetchPatience(Duration.ofSeconds(20), Duration.ofSeconds(30), 4, Duration.ofSeconds(1));

  /** For a try in passing, which without a network must be over in a few seconds. */
  public static final FetchPatience QUICK =
      new FetchPatience(Duration.ofMillis(2500), Duration.ofSeconds(5), 1, Duration.ZERO);
}
