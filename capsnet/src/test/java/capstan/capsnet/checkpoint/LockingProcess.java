package capstan.capsnet.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** Takes the lock on a folder, says so, and keeps it until its input ends. */
final class LockingProcess {
  private LockingProcess() {}

  /**
   * Does it.
   *
   * @param arguments the folder
   */
  public static void main(String... arguments) throws IOException {
    try (FolderLock _ = FolderLock.take(Path.of(arguments[0]))) {
      System.out.println("taken");
      System.in.read();
    } catch (IOException failure) {
      System.out.println(failure.getMessage());
    }
  }
}
