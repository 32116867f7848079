package capstan.mnist.cli;

import capstan.mnist.data.DataLocation;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.IdxChoice;
import capstan.mnist.data.LocatedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which images to use. */
final class DataOptions {
  @ArgGroup(exclusive = true)
  private Source source = new Source();

  /** At most one of them. */
  static final class Source {
    @Option(
        names = "--data",
        order = 101,
        paramLabel = "DIR",
        description = {
          "Folder with the four files of MNIST, or of a set in its form, plain or gzipped; or with"
              + " pictures of one size, grey or colour: train/CLASS/*.png and test/CLASS/*.png, or"
              + " CLASS/*.png alone, of which every 7th is held out for testing.",
          "Default: the folder that CAPSTAN_DATA names; else data/mnist, fetched if need be; else,"
              + " without a network, drawn digits."
        })
    private Path folder;

    @Option(
        names = "--drawn",
        order = 102,
        description = "Use drawn digits: generated, 60,000 and 10,000, in a few seconds.")
    private boolean drawn;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Range(least = 2, most = 256)
  @Option(
      names = "--classes",
      order = 103,
      paramLabel = "N",
      description =
          "How many classes the data has (default: counted, from labels that run from 0"
              + " or 1 on, or from the folders of pictures).")
  private Integer classes;

  @Option(
      names = "--split",
      order = 104,
      paramLabel = "NAME",
      description =
          "Which of several sets in one folder, by the name before those of its files or the end"
              + " of that name: letters takes emnist-letters-train-images-idx3-ubyte and its like.")
  private String split;

  @Option(
      names = "--transposed",
      order = 105,
      negatable = true,
      description =
          "The files of the set hold images with rows and columns exchanged, as EMNIST's do: turn"
              + " them upright (default: if their names begin with emnist).")
  private Boolean transposed;

  /** Whether a folder was named, whose images may have any size. */
  boolean folderNamed() {
    return source.folder != null;
  }

  /**
   * Reads, fetches or draws the images.
   *
   * @param threads that may draw
   * @param out where notices and a download's progress go
   * @throws IOException if the data named cannot be read
   */
  Dataset load(int threads, PrintWriter out) throws IOException {
    LocatedData located = locate(threads, out);
    if (!located.notice().isEmpty()) {
      out.println(located.notice());
      out.println();
      out.flush();
    }
    return located.dataset();
  }

  private LocatedData locate(int threads, PrintWriter out) throws IOException {
    OptionalInt told = classes == null ? OptionalInt.empty() : OptionalInt.of(classes);
    try (PictureDisplay pictures = new PictureDisplay(out, Terminal.present())) {
      return locate(new DataLocation(threads, told, choice(), pictures), out);
    }
  }

  private LocatedData locate(DataLocation location, PrintWriter out) throws IOException {
    if (source.folder != null) {
      return location.named(source.folder);
    }
    if (source.drawn) {
      for (String option : List.of("--classes", "--split", "--transposed")) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
          throw new ParameterException(
              spec.commandLine(), option + " is for a folder of data, and not for drawn digits");
        }
      }
      return location.drawn();
    }
    try (FetchDisplay display = new FetchDisplay(out, Terminal.present())) {
      return location.find(display);
    }
  }

  private IdxChoice choice() {
    return new IdxChoice(Optional.ofNullable(split), Optional.ofNullable(transposed));
  }

  /** These options as they were given, to be given again. */
  List<String> asGiven() {
    List<String> words = new ArrayList<>();
    if (source.folder != null) {
      words.addAll(List.of("--data", source.folder.toString()));
    }
    if (source.drawn) {
      words.add("--drawn");
    }
    if (classes != null) {
      words.addAll(List.of("--classes", classes.toString()));
    }
    if (split != null) {
      words.addAll(List.of("--split", split));
    }
    if (transposed != null) {
      words.add(transposed ? "--transposed" : "--no-transposed");
    }
    return words;
  }
}
