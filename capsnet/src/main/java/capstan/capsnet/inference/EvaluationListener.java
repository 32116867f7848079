package capstan.capsnet.inference;

/** Receives how far an evaluation has come, on the thread that evaluates. */
public interface EvaluationListener {

  /** Ignores everything. */
  EvaluationListener SILENT = new EvaluationListener() {};

  /**
   * Some images of an evaluation are done.
   *
   * @param images so many
   * @param of out of so many
   */
  default void evaluated(int images, int of) {}

  /**
   * Receives one part of a longer evaluation, which this is told of as a whole.
   *
   * @param before images of the parts before
   * @param all images of all parts
   */
  default EvaluationListener part(int before, int all) {
    EvaluationListener whole = this;
    return new EvaluationListener() {
      @Override
      public void evaluated(int images, int of) {
        whole.evaluated(before + images, all);
      }
    };
  }
}
