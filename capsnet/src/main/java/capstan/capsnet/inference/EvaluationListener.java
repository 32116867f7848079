package capstan.capsnet.inference;

/** Receives how far an evaluation has come, on the thread that evaluates. */
@FunctionalInterface
public interface EvaluationListener {

  /** Ignores everything. */
  EvaluationListener SILENT = (_, _) -> {};

  /**
   * Some images of an evaluation are done.
   *
   * @param images so many
   * @param of out of so many
   */
  void evaluated(int images, int of);

  /**
   * Receives one part of a longer evaluation, which this is told of as a whole.
   *
   * @param before images of the parts before
   * @param all images of all parts
   */
  default EvaluationListener part(int before, int all) {
    return (images, _) -> evaluated(before + images, all);
  }
}
