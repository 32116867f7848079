package capstan.capsnet.model;

/** What a network's scores are. */
public enum ScoreKind {
  /** Lengths of output capsules, from 0 to 1. */
  LENGTHS("lengths"),
  /** Activations of output capsules that do not lie in their lengths, from 0 to 1. */
  ACTIVATIONS("activations"),
  /** Any numbers, whose softmax are probabilities. */
  LOGITS("logits");

  private final String words;

  ScoreKind(String words) {
    this.words = words;
  }

  /** What people call them. */
  public String words() {
    return words;
  }
}
