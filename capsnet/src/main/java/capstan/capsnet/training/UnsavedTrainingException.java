package capstan.capsnet.training;

import java.io.IOException;

/**
 * A training ended and could not be saved, though it was tried again and again; the last checkpoint
 * is as it was. The message is one line.
 */
public final class UnsavedTrainingException extends IOException {
  private static final long serialVersionUID = 1;

  UnsavedTrainingException(long step, IOException cause) {
    super(cause.getMessage() + "; the training up to step " + step + " is not saved", cause);
  }

  /** Whether it is Java that has no room for it, not the disk. */
  public boolean forLackOfMemory() {
    return getCause().getCause() instanceof OutOfMemoryError;
  }
}
