package capstan.capsnet.rehearsal;

import capstan.capsnet.network.Preset;

/** A process that only trains the miniature of the paper's network. */
final class RehearsingProcess {
  private RehearsingProcess() {}

  /** Enough for passes that the compilers think of every kernel, whatever the JVM's options. */
  private static final int TIMES = 15;

  /** Runs all passes. */
  public static void main(String[] arguments) {
    for (int time = 0; time < TIMES; time++) {
      Rehearsal.start(Preset.PAPER.configuration().model(), true).finish();
    }
    System.out.println("rehearsed");
  }
}
