package capstan.mnist.input;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.IdxChoice;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.idx.MnistFolderFiles;
import capstan.mnist.fetch.DataFetch;
import capstan.mnist.fetch.DataSource;
import capstan.mnist.fetch.FetchFailedException;
import capstan.mnist.fetch.FetchListener;
import capstan.mnist.fetch.FetchPatience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a run's images come from. A folder that somebody named, by option or by {@code
 * CAPSTAN_DATA}, is read or the run ends; nothing takes its place. Where none was named: {@code
 * data/mnist} under the working folder, else the same folder after a download, else drawn digits,
 * and the user is informed.
 *
 * @param usual where MNIST lies or is fetched to if nobody named a folder
 * @param fromEnvironment the folder that the environment names
 * @param fetch how MNIST is fetched
 * @param digits draws them
 * @param classes how many classes a folder has; empty to count them
 * @param choice what to take of a folder in MNIST's form
 * @param form in what form to take a folder of pictures
 * @param threads how many may decode pictures
 * @param listener receives how far the reading of a folder of pictures is
 */
public record DataLocation(
    Path usual,
    Optional<Path> fromEnvironment,
    DataFetch fetch,
    Supplier<Dataset> digits,
    OptionalInt classes,
    IdxChoice choice,
    PictureForm form,
    int threads,
    PictureListener listener) {
  /** The environment variable that names a folder. */
  public static final String VARIABLE = "CAPSTAN_DATA";

  private static final int NAMED = 12;

  /** A set without any pixel of this light was probably written with another range. */
  private static final int DIM = 64;

  /**
   * The places a run looks in.
   *
   * @param threads how many threads may draw digits and decode pictures
   * @param classes how many classes a folder has; empty to count them
   * @param choice what to take of a folder in MNIST's form
   * @param form in what form to take a folder of pictures
   * @param listener receives how far the reading of a folder of pictures is
   */
  public DataLocation(
      int threads,
      OptionalInt classes,
      IdxChoice choice,
      PictureForm form,
      PictureListener listener) {
    this(
        Path.of("data", "mnist"),
        Optional.ofNullable(System.getenv(VARIABLE)).filter(name -> !name.isBlank()).map(Path::of),
        new DataFetch(DataSource.MNIST, FetchPatience.QUICK),
        () -> DrawnDigits.dataset(threads),
        classes,
        choice,
        form,
        threads,
        listener);
  }

  /**
   * Reads a folder that the user named.
   *
   * @param folder holds the four files of MNIST's form, those of small NORB, or folders of pictures
   * @throws InvalidDataException if it is missing or broken
   * @throws IOException if reading fails
   */
  public LocatedData named(Path folder) throws IOException {
    MnistFolder.requireFolder(folder);
    Optional<SmallNorbFolder> norb = SmallNorbFolder.find(folder);
    if (norb.isPresent()) {
      if (choice.isGiven() || form.skipUnreadable()) {
        throw new InvalidDataException(
            folder,
            "files of small NORB",
            "a set in MNIST's form or pictures, which --split, --transposed and --skip-unreadable"
                + " are for");
      }
      return norb.get().read(classes, threads, listener, form.resizing());
    }
    Optional<MnistFolderFiles> files = MnistFolderFiles.find(folder, choice.split());
    if (files.isEmpty() && PictureHalves.holdsFolders(folder)) {
      if (choice.isGiven()) {
        throw new InvalidDataException(
            folder,
            "folders of pictures",
            "a set in MNIST's form, which --split and --transposed are for");
      }
      return PictureFolder.read(folder, classes, threads, listener, form);
    }
    if (form.isGiven()) {
      throw new InvalidDataException(
          folder,
          "a set in MNIST's form",
          "folders of pictures, which --resize and --skip-unreadable are for");
    }
    LocatedData read = MnistFolder.read(folder, classes, choice);
    return new LocatedData(
        read.dataset(),
        Optional.of(folder),
        Stream.of(
                read.notice(),
                withoutImages(read.dataset().train()),
                nearlyBlack(read.dataset().train()))
            .filter(notice -> !notice.isEmpty())
            .collect(Collectors.joining(System.lineSeparator())));
  }

  /** Says which classes cannot be learned; empty if there are none. */
  private static String withoutImages(ImageSet train) {
    BitSet present = new BitSet();
    for (int image = 0; image < train.count(); image++) {
      present.set(train.label(image));
    }
    String absent =
        IntStream.range(0, train.classes())
            .filter(label -> !present.get(label))
            .limit(NAMED)
            .mapToObj(train.classNames()::get)
            .collect(Collectors.joining(", "));
    int count = train.classes() - present.cardinality();
    return count == 0
        ? ""
        : "No training image is of %s %s%s, of %d classes."
            .formatted(
                count == 1 ? "class" : "classes",
                absent,
                count > NAMED ? " and " + (count - NAMED) + " more" : "",
                train.classes());
  }

  /** Says so if the pixels seem to have another range than that of bytes; empty if not. */
  private static String nearlyBlack(ImageSet train) {
    int brightest = 0;
    for (int image = 0; image < train.count() && brightest < DIM; image++) {
      for (byte pixel : train.image(image)) {
        brightest = Math.max(brightest, pixel & 0xff);
      }
    }
    return brightest < DIM
        ? "The training images are nearly black: no pixel is above " + brightest + " of 255."
        : "";
  }

  /** Draws digits because the user asked for them. */
  public LocatedData drawn() {
    return new LocatedData(digits.get(), Optional.empty(), "");
  }

  /**
   * Finds data where the user named none. Only without a network are digits drawn instead: what
   * else keeps MNIST from being fetched is a failure.
   *
   * @param listener receives how a download goes, if there is one
   * @throws InvalidDataException if the folder that the environment names is missing or broken, or
   *     the usual folder is broken
   * @throws FetchFailedException if mirrors answer, but do not give the files
   * @throws IOException if reading or writing fails
   */
  public LocatedData find(FetchListener listener) throws IOException {
    if (fromEnvironment.isPresent()) {
      return named(fromEnvironment.get());
    }
    if (MnistFolderFiles.isComplete(usual)) {
      return named(usual);
    }
    try {
      fetch.fetch(usual, listener);
    } catch (FetchFailedException e) {
      if (!e.withoutNetwork()) {
        throw new FetchFailedException(
            e.getMessage() + "; --data names a folder of data, --drawn draws digits", false);
      }
      Dataset drawn = digits.get();
      if (classes.orElse(drawn.train().classes()) != drawn.train().classes()
          || choice.isGiven()
          || form.isGiven()) {
        throw new InvalidDataException(
            "no data of that kind: there is no MNIST in %s, and fetching it failed: %s"
                .formatted(usual, e.getMessage()));
      }
      return new LocatedData(
          drawn,
          Optional.empty(),
          """
          There is no MNIST in %s, and fetching it failed: %s.
          This run uses DRAWN DIGITS instead: generated, not MNIST, and not comparable with it.
          For MNIST: 'capstan data fetch' with a network, or --data with a folder of its files.\
          """
              .formatted(usual, e.getMessage()));
    }
    return new LocatedData(
        named(usual).dataset(),
        Optional.of(usual),
        "Fetched %s into %s.".formatted(fetch.source().title(), usual));
  }

  /**
   * Finds data where the user named none, for a network that learned from other than drawn digits.
   *
   * @param listener receives how a download goes, if there is one
   * @param mayFetch whether it can be what is fetched
   * @throws InvalidDataException if there is none, or it is broken
   * @throws IOException if reading fails
   */
  public LocatedData findPublished(FetchListener listener, boolean mayFetch) throws IOException {
    if (fromEnvironment.isEmpty() && !MnistFolderFiles.isComplete(usual)) {
      if (!mayFetch) {
        throw new InvalidDataException("it does not say where, and there is none in " + usual);
      }
      try {
        fetch.fetch(usual, listener);
      } catch (FetchFailedException failure) {
        throw new InvalidDataException(
            "there is none in " + usual + ", and fetching MNIST failed: " + failure.getMessage());
      }
    }
    return named(fromEnvironment.orElse(usual));
  }
}
