package capstan.mnist.illustration;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a training draws after each epoch. */
public interface EpochPictures {
  /**
   * Draws the training so far, replacing the pictures of the epoch before.
   *
   * @param epochs those that are done
   * @param report of the latest, if its test was one of single images and has just been done
   * @throws IOException if a picture cannot be drawn or written; the message is one line
   */
  void draw(List<EpochMetrics> epochs, Optional<EvaluationReport> report) throws IOException;

  /** The files that it draws. */
  List<Path> files();
}
