package capstan.mnist.option;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * The options that find a run's data again, as its folder keeps them in {@code data.json}. They are
 * no other's: a checkpoint and a configuration, which are given to others, hold no path.
 *
 * @param options words of {@link DataOptions} and {@link FrameOptions}, paths absolute, those first
 *     that say where the data is
 */
public record RecordedOptions(List<String> options) {
  /** Copies the list. */
  public RecordedOptions {
    options = List.copyOf(options);
  }

  /**
   * Those of a run, or of an experiment; empty if it has none.
   *
   * @throws IOException if they cannot be read; the message is one line
   */
  static Optional<RecordedOptions> in(Path folder) throws IOException {
    return RunFiles.readData(folder, RecordedOptions.class);
  }

  /**
   * What they say, and others beside or instead of them.
   *
   * @param folder whose they are, for messages
   * @param others words of other options
   * @throws InvalidCheckpointException if this program knows no such options
   */
  ImageOptions parsed(Path folder, List<String> others) throws IOException {
    List<String> words = new ArrayList<>(options);
    words.addAll(others);
    ImageOptions images = new ImageOptions();
    try {
      new CommandLine(images)
          .setCommandName("capstan")
          .setOverwrittenOptionsAllowed(true)
          .setExpandAtFiles(false)
          .parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException unknown) {
      throw new InvalidCheckpointException(
          folder.resolve(RunFiles.DATA).toString(), unknown.getMessage() + "; give --data");
    }
    return images;
  }

  /**
   * The options to read the data of a run with that goes on: those that were given, where they say
   * where it is, else the run's.
   *
   * @param given on the command line
   * @param folder of the run or the experiment
   * @throws IOException if the folder's cannot be read; the message is one line
   */
  public static DataOptions toResume(DataOptions given, Path folder) throws IOException {
    Optional<RecordedOptions> recorded = in(folder);
    return given.given() || recorded.isEmpty()
        ? given
        : recorded.get().parsed(folder, given.asGiven()).data();
  }

  /** Whether data is where these options say. */
  boolean isOf(DataOptions data) throws IOException {
    int place = options.indexOf("--data") + 1;
    if (place == 0 || data.folder().isEmpty()) {
      return place == 0 && data.folder().isEmpty();
    }
    Path here = Path.of(options.get(place));
    Path there = data.folder().get();
    return Files.exists(here) && Files.exists(there) && Files.isSameFile(here, there);
  }

  /** Those that say neither where the data is nor what its network's file says of pictures. */
  List<String> shaping() {
    return without(Set.of("--data", "--resize", "--fit"));
  }

  /** Those that decide what a network sees of an image. */
  List<String> preparing() {
    return without(Set.of("--data", "--classes", "--split"));
  }

  private List<String> without(Set<String> withValue) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      if (withValue.contains(options.get(i))) {
        i++;
      } else if (!Set.of("--drawn", "--skip-unreadable").contains(options.get(i))) {
        words.add(options.get(i));
      }
    }
    return words;
  }
}
