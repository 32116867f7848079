package capstan.mnist.cli;

import capstan.mnist.training.Trainer;
import capstan.mnist.training.TrainingDivergedException;
import capstan.mnist.training.TrainingResult;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * A training that Ctrl-C or SIGTERM stops after its step, saved.
 *
 * @param result how far it came
 * @param status the exit status that a signal asked for, 0 if none came; one that comes while the
 *     last epoch is saved finds the training complete all the same
 */
record InterruptibleTraining(TrainingResult result, int status) {

  /**
   * Trains to the end or to a signal.
   *
   * @param trainer what is trained
   * @param session what the user sees of it
   * @param err where a signal is answered
   * @throws CommandFailure if a number is no longer finite; says which checkpoint remains
   * @throws IOException if a checkpoint cannot be written; the message is one line
   */
  static InterruptibleTraining run(Trainer trainer, TrainingSession session, PrintWriter err)
      throws CommandFailure, IOException {
    Interruption interruption =
        new Interruption(
            status -> {
              trainer.requestStop();
              err.println("\ncapstan: saving after this step; once more to quit at once");
              err.flush();
            });
    try (interruption) {
      TrainingResult result = trainer.run();
      return new InterruptibleTraining(result, interruption.status());
    } catch (TrainingDivergedException diverged) {
      throw new CommandFailure(diverged.getMessage() + "; " + session.lastGood(), diverged);
    }
  }
}
