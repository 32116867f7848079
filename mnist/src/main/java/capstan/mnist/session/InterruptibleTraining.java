package capstan.mnist.session;

import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingDivergedException;
import capstan.capsnet.training.TrainingResult;
import capstan.capsnet.training.UnsavedTrainingException;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.Interruption;
import capstan.mnist.text.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * A training that Ctrl-C or SIGTERM stops after its step, saved.
 *
 * @param result how far it came
 * @param status the exit status that a signal asked for, here or of another rank, 0 if none came;
 *     one that comes while the last epoch is saved finds the training complete all the same
 */
public record InterruptibleTraining(TrainingResult result, int status) {
  private static final long MEBIBYTE = 1 << 20;

  /**
   * Trains to the end or to a signal.
   *
   * @param trainer what is trained
   * @param session what the user sees of it
   * @param err where a signal is answered
   * @param resumeCommand what a user types to go on, asked for only if it is to be shown
   * @throws CommandFailure if a number is no longer finite, memory runs out, or the training cannot
   *     be saved; says which checkpoint remains, and how to go on
   * @throws IOException if there is no room for a checkpoint to begin with; the message is one line
   */
  public static InterruptibleTraining run(
      Trainer trainer, TrainingSession session, PrintWriter err, Supplier<String> resumeCommand)
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
      boolean byAnother = !result.completed() && interruption.status() == ExitStatus.DONE;
      return new InterruptibleTraining(
          result, byAnother ? ExitStatus.INTERRUPTED : interruption.status());
    } catch (TrainingDivergedException ended) {
      throw new CommandFailure(ended.getMessage() + "; " + session.lastGood(), ended);
    } catch (NotEnoughMemoryException ended) {
      throw outOfMemory(ended, session, resumeCommand);
    } catch (UnsavedTrainingException unsaved) {
      if (unsaved.forLackOfMemory()) {
        throw outOfMemory(unsaved, session, resumeCommand);
      }
      String room = Figures.mebibytes(trainer.plan().memory().saving());
      String cure =
          session.saved()
              ? ". When %s can be written there again, go on with: %s"
                  .formatted(room, resumeCommand.get())
              : ". It needs a place where %s can be written".formatted(room);
      throw new CommandFailure(unsaved.getMessage() + "; " + session.lastGood() + cure, unsaved);
    }
  }

  private static CommandFailure outOfMemory(
      Exception ended, TrainingSession session, Supplier<String> resumeCommand) {
    long twice = 2 * Runtime.getRuntime().maxMemory() / MEBIBYTE;
    String more = "CAPSTAN_JAVA_OPTIONS=-Xmx%dm".formatted(twice);
    String cure =
        session.saved()
            ? ". With more, go on: %s %s".formatted(more, resumeCommand.get())
            : ". Give it more, by " + more;
    return new CommandFailure(ended.getMessage() + "; " + session.lastGood() + cure, ended);
  }
}
