package capstan.mnist.cli;

import capstan.mnist.data.DataLocation;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.LocatedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

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
          "Folder with the four files of MNIST, or of a set in its form, plain or gzipped.",
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

  /** Whether one of these options was given. */
  boolean given() {
    return source.folder != null || source.drawn;
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
    if (source.folder != null) {
      return DataLocation.named(source.folder);
    }
    DataLocation location = new DataLocation(threads);
    if (source.drawn) {
      return location.drawn();
    }
    try (FetchDisplay display = new FetchDisplay(out, Terminal.present())) {
      return location.find(display);
    }
  }

  /** These options as they were given, to be given again. */
  List<String> asGiven() {
    if (source.folder != null) {
      return List.of("--data", source.folder.toString());
    }
    return source.drawn ? List.of("--drawn") : List.of();
  }
}
