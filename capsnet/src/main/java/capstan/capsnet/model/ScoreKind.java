package capstan.capsnet.model;

/** What a network's scores are. */
public enum ScoreKind {
  /** Lengths of output capsules, from 0 to 1. */
  LENGTHS("lengths", "length"),
  /** Activations of output capsules that do not lie in their lengths, from 0 to 1. */
  ACTIVATIONS("activations", "activation"),
  /** Any numbers, whose softmax are probabilities. */
  LOGITS("logits", "probability");

  private final String words;
  private final String certainty;

  ScoreKind(String words, String certainty) {
    this.words = words;
    this.certainty = certainty;
  }

  /** What people call them. */
  public String words() {
    return words;
  }

  /** What a network is sure of its answer by, from 0 to 1: of logits it is their softmax. */
  public String certainty() {
    return certainty;
  }

  /** The same of several classes. */
  public String certainties() {
    return this == LOGITS ? "probabilities" : words;
  }
}
