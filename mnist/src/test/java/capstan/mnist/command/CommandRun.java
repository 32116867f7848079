package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * A command that was executed in this JVM.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it complained about
 */
public record CommandRun(int status, String out, String err) {
  /** A network so small that a step takes milliseconds. */
  public static final List<String> SMALL =
      List.of(
          "--conv1-kernels=4",
          "--primary-types=2",
          "--primary-dimensions=4",
          "--digit-dimensions=4",
          "--decoder-hidden=8,16",
          "--threads=1");

  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Capstan.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new CommandRun(command.execute(arguments), out.toString(), err.toString());
  }

  /** A command followed by its usual options and then others. */
  public static CommandRun of(List<String> usual, String... others) {
    List<String> arguments = new ArrayList<>(usual);
    arguments.addAll(List.of(others));
    return of(arguments.toArray(String[]::new));
  }

  /** The words that train the small network. */
  public static List<String> smallTraining(Path data, Path run, int epochs) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("train", "--data", data.toString(), "--run", run.toString()));
    words.addAll(List.of("--epochs", "" + epochs, "--batch", "20"));
    words.addAll(SMALL);
    return words;
  }

  /** The same without a decoder, and without what is said of one. */
  public static List<String> blindTraining(Path data, Path run, int epochs) {
    List<String> words = smallTraining(data, run, epochs);
    words.replaceAll(word -> word.startsWith("--decoder-hidden") ? "--no-decoder" : word);
    return words;
  }

  /** Checks that the command ended well. */
  public CommandRun succeeded() {
    assertThat(err).isEmpty();
    assertThat(status).isZero();
    return this;
  }

  /** Checks that it failed with one line on standard error, and gives that line. */
  public String failed(int expectedStatus) {
    assertThat(err).startsWith("capstan: ").endsWith(System.lineSeparator());
    assertThat(err.lines()).hasSize(1);
    assertThat(err).doesNotContain("Exception");
    assertThat(status).isEqualTo(expectedStatus);
    return err.strip();
  }
}
