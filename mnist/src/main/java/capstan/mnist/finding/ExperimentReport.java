package capstan.mnist.finding;

import capstan.mnist.illustration.OutputFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** What an experiment found: for people, for programs, and as files. */
public interface ExperimentReport {

  /** For people. */
  List<String> lines();

  /** All of it, for programs. */
  Record found();

  /**
   * Writes the files, the tables first.
   *
   * @param folder where to
   * @param err where it is reported if there can be no pictures
   */
  void write(OutputFolder folder, PrintWriter err) throws IOException;
}
