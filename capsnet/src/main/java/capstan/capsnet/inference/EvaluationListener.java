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
}
