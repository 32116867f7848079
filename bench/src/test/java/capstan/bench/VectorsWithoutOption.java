package capstan.bench;

import java.io.PrintWriter;
import java.io.Writer;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine;

/**
 * A process that the JVM gave no module of vectors, as the launcher starts it: begins a
 * measurement, which a missing file ends, and then uses a vector as the measurement would.
 */
final class VectorsWithoutOption {
  private VectorsWithoutOption() {}

  /** Prints how many lanes a vector has. */
  public static void main(String[] arguments) {
    CommandLine command = Bench.commandLine();
    command.setErr(new PrintWriter(Writer.nullWriter()));
    command.execute("--model", "--peer-parts", "no-such-file");
    System.out.println(FloatVector.SPECIES_128.length());
  }
}
