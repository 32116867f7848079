package capstan.capsnet.training;

import capstan.capsnet.network.Preset;

/** A process that only trains the miniature of the paper's network. */
final class RehearsingProcess {
  private RehearsingProcess() {}

  /** Runs all passes. */
  public static void main(String[] arguments) {
    Rehearsal.start(Preset.PAPER.configuration().model(), true).await();
    System.out.println("rehearsed");
  }
}
