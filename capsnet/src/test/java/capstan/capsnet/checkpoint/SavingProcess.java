package capstan.capsnet.checkpoint;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Saves one generation after another into a run folder, until it is killed. Every generation's
 * number is printed once it is saved; every value in it is that number.
 */
final class SavingProcess {
  static final int TENSORS = 5;
  static final int ELEMENTS = 20_000;

  private SavingProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long generations = Long.parseLong(arguments[1]);
    boolean started = Files.exists(folder.resolve(RunFiles.CONFIGURATION));
    try (RunFolder run = started ? RunFolder.resume(folder) : RunFolder.create(folder)) {
      long generation = 0;
      if (started) {
        generation = Long.parseLong(run.restore().checkpoint().text("step"));
      } else {
        run.save(checkpoint(0));
        run.writeConfiguration(new Configuration(1));
      }
      for (long end = generation + generations; generation < end; ) {
        generation++;
        run.save(checkpoint(generation));
        System.out.println(generation);
      }
    } catch (IOException failure) {
      System.out.println(failure.getMessage());
    }
  }

  static Checkpoint checkpoint(long generation) {
    Checkpoint.Builder builder = Checkpoint.builder().text("step", Long.toString(generation));
    for (int i = 0; i < TENSORS; i++) {
      Tensor tensor = Tensor.zeros(Shape.of(ELEMENTS));
      tensor.fill((float) generation);
      builder.tensor("tensor." + i, tensor);
    }
    return builder.build();
  }

  /**
   * Something to write into {@code config.json}.
   *
   * @param seed any number
   */
  record Configuration(int seed) {}
}
