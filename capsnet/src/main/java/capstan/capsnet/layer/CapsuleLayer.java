package capstan.capsnet.layer;

/** A layer of capsules, on which another one can stand. */
public interface CapsuleLayer extends Layer {

  /** Where its capsules lie; those without a place of their own are all at one. */
  CapsuleGrid grid();
}
