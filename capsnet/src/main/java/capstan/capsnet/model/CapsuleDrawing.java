package capstan.capsnet.model;

import capstan.autograd.Tape;
import capstan.autograd.Variable;

/** Draws images from output capsules, one capsule each: a decoder. */
@FunctionalInterface
public interface CapsuleDrawing {

  /**
   * Records it on capsules that may come from anywhere.
   *
   * @param tape the tape of both
   * @param capsules [batch, classes, dimensions]
   * @param selection [batch, classes], 1 for the capsule to draw and 0 elsewhere
   * @return the drawn images, [batch, height · width · channels], in (0, 1)
   */
  Variable record(Tape tape, Variable capsules, Variable selection);
}
