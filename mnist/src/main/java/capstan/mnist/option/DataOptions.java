package capstan.mnist.option;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.data.Resizing;
import capstan.capsnet.idx.IdxChoice;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.run.RunConfiguration;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.ExtentConverter;
import capstan.mnist.argument.FitLabels;
import capstan.mnist.argument.GivenOptions;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.FetchDisplay;
import capstan.mnist.display.PictureDisplay;
import capstan.mnist.display.Terminal;
import capstan.mnist.fetch.DataSource;
import capstan.mnist.input.DataLocation;
import capstan.mnist.input.PictureForm;
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
import picocli.CommandLine.Spec;

/** Options that say which images to use. */
public final class DataOptions {
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
              + " pictures, grey or colour: train/CLASS/*.png and test/CLASS/*.png (or val), or"
              + " CLASS/*.png alone, of which every 7th is held out for testing; or with the files"
              + " of small NORB, pairs of images as two channels.",
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

  /** Where images were read from; empty where they were drawn. */
  private Optional<Path> found = Optional.empty();

  /** Images of the network that the pictures are for; null if there is none yet. */
  private ImageExtents network;

  /** To what size its own pictures were brought. */
  private Optional<Resizing> ownPictures = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Range(least = 2, most = ImageSet.MOST_CLASSES)
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

  @Option(
      names = "--resize",
      order = 106,
      paramLabel = "WxH",
      converter = ExtentConverter.class,
      description =
          "Bring pictures, or small NORB, to this size, W pixels wide and H high, each from 1 to"
              + " 2048 (default: they all have one size, and keep it).")
  private ExtentConverter.Extent resize;

  @Option(
      names = "--fit",
      order = 107,
      paramLabel = "HOW",
      converter = FitLabels.class,
      completionCandidates = FitLabels.class,
      description =
          "What --resize does with a picture of another shape: ${COMPLETION-CANDIDATES}. What"
              + " reaches beyond is cut off, the rest has the colour of the picture's border, or it"
              + " is distorted (default: pad).")
  private Resizing.Fit fit;

  @Option(
      names = "--skip-unreadable",
      order = 108,
      description = "Leave out pictures that cannot be read, and tell which.")
  private boolean skipUnreadable;

  /** As if a folder had been named, and nothing else. */
  static DataOptions of(Path folder) {
    DataOptions named = new DataOptions();
    named.source.folder = folder;
    return named;
  }

  /** For a network that is there: pictures are wanted in the form of its own. */
  void fitTo(SavedModel saved) {
    network = saved.model().configuration().image();
    ownPictures = saved.resizing();
  }

  /** Whether it was said where the images come from. */
  boolean given() {
    return source.folder != null || source.drawn;
  }

  /** The folder that was named, whose images may have any size. */
  public Optional<Path> folder() {
    return Optional.ofNullable(source.folder);
  }

  /**
   * Refuses a network that does not fit its images, unless a folder is named: its images may have
   * any size.
   *
   * @param configuration of a new run
   * @throws UsageException if a kernel is too large
   */
  public RunConfiguration requireFit(RunConfiguration configuration) {
    ModelConfiguration model = configuration.model();
    return Arguments.make(
        spec,
        () ->
            source.folder == null
                ? configuration.withModel(model.resized(model.image(), model.classes()))
                : configuration);
  }

  /**
   * Reads, fetches or draws the images.
   *
   * @param threads that may draw
   * @param out where notices and a download's progress go
   * @throws IOException if the data named cannot be read
   */
  public Dataset load(int threads, PrintWriter out) throws IOException {
    if (source.folder != null) {
      return load(threads, out, location -> location.named(source.folder));
    }
    if (source.drawn) {
      if (!shaping().isEmpty()) {
        throw new UsageException(
            spec, shaping().getFirst() + " is for a folder of data, and not for drawn digits");
      }
      return load(threads, out, DataLocation::drawn);
    }
    try (FetchDisplay display = new FetchDisplay(out, Terminal.present())) {
      return load(threads, out, location -> location.find(display));
    }
  }

  /**
   * Reads or fetches images for a network that does not say where its own are: nothing is drawn for
   * one that never saw a drawn digit.
   *
   * @param origin of what it was trained on; empty if it does not say
   * @throws IOException if there are none, or they cannot be read
   */
  Dataset loadUsual(Optional<String> origin, int threads, PrintWriter out) throws IOException {
    if (origin.isPresent() && origin.get().startsWith(DrawnDigits.ORIGIN)) {
      return load(threads, out, DataLocation::drawn);
    }
    boolean mayFetch = origin.isEmpty() || origin.get().startsWith(DataSource.MNIST.title());
    try (FetchDisplay display = new FetchDisplay(out, Terminal.present())) {
      return load(threads, out, location -> location.findPublished(display, mayFetch));
    }
  }

  /** Finds the images in one of the places. */
  @FunctionalInterface
  private interface Search {
    LocatedData in(DataLocation location) throws IOException;
  }

  private Dataset load(int threads, PrintWriter out, Search search) throws IOException {
    OptionalInt known = classes == null ? OptionalInt.empty() : OptionalInt.of(classes);
    LocatedData located;
    try (PictureDisplay pictures = new PictureDisplay(out, Terminal.present())) {
      IdxChoice choice = new IdxChoice(Optional.ofNullable(split), Optional.ofNullable(transposed));
      located = search.in(new DataLocation(threads, known, choice, form(), pictures));
    }
    if (!located.notice().isEmpty()) {
      out.println(located.notice());
      out.println();
      out.flush();
    }
    found = located.folder();
    return located.dataset();
  }

  private PictureForm form() {
    if (fit != null && resize == null) {
      throw new UsageException(spec, "--fit is for --resize, which is not given");
    }
    PictureForm asked =
        new PictureForm(
            Optional.ofNullable(resize)
                .map(
                    size ->
                        new Resizing(
                            size.width(), size.height(), fit == null ? Resizing.Fit.PAD : fit)),
            OptionalInt.empty(),
            skipUnreadable);
    return network == null ? asked : asked.forNetwork(network.channels(), ownPictures);
  }

  /** These options as they were given, to be given again. */
  public List<String> asGiven() {
    List<String> words = new ArrayList<>(source());
    words.addAll(shaping());
    return words;
  }

  private List<String> source() {
    return source.folder != null
        ? List.of("--data", source.folder.toString())
        : source.drawn ? List.of("--drawn") : List.of();
  }

  /** The options that were given, but for the place. */
  List<String> shaping() {
    return GivenOptions.of(spec, DataOptions.class, path -> path);
  }

  /** What finds the same images again from anywhere, after they were loaded. */
  public List<String> recorded() {
    List<String> words = new ArrayList<>();
    if (found.isPresent()) {
      words.addAll(List.of("--data", found.get().toAbsolutePath().normalize().toString()));
    } else {
      words.add("--drawn");
    }
    words.addAll(GivenOptions.of(spec, DataOptions.class, Path::toAbsolutePath));
    return words;
  }
}
