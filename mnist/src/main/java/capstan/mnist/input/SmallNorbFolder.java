package capstan.mnist.input;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.data.Resizing;
import capstan.capsnet.idx.NorbMatrix;
import capstan.capsnet.idx.SystemFiles;
import capstan.capsnet.text.ShownName;
import capstan.core.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder with the files of small NORB (LeCun, Huang and Bottou, 2004): pairs of grey images of
 * toys from two cameras side by side, in five categories; training and test images show different
 * toys. A pair is one image of two channels, that of the first camera first. Of the six files the
 * two {@code info.mat}, which tell toy, elevation, azimuth and lighting, are not read.
 *
 * <p>Images are brought to another size one by one while they are read, so that memory is claimed
 * for the small ones alone.
 *
 * @param folder that holds them
 * @param files by role, such as {@code training-dat}
 */
record SmallNorbFolder(Path folder, Map<String, Path> files) {
  /** By label. */
  static final List<String> CATEGORIES = List.of("animal", "human", "airplane", "truck", "car");

  private static final Pattern NAME =
      Pattern.compile("smallnorb-.*-(training|testing)-(dat|cat|info)\\.mat(?:\\.gz)?");
  private static final int CAMERAS = 2;

  /** Pairs that are read at once at most, and their bytes, unless one alone has more. */
  private static final int PART = 256;

  private static final long PART_BYTES = 1 << 26;

  /**
   * Looks for a file of the set, by its name.
   *
   * @param folder that exists
   * @return empty if there is none
   */
  static Optional<SmallNorbFolder> find(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (Path entry : SystemFiles.usersFiles(folder)) {
      Matcher name = NAME.matcher(entry.getFileName().toString().toLowerCase(Locale.ROOT));
      if (name.matches()) {
        // What is not gzipped comes first.
        files.putIfAbsent(name.group(1) + "-" + name.group(2), entry);
      }
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(new SmallNorbFolder(folder, files));
  }

  /**
   * Reads both halves.
   *
   * @param classes how many classes a network is to tell apart, at least 5; empty for 5
   * @param threads how many may resize; the images do not depend on it
   * @param listener receives the progress
   * @param resizing to what size images are brought; empty for none
   * @throws InvalidDataException if a file is missing or not exactly what it should be
   */
  LocatedData read(
      OptionalInt classes, int threads, PictureListener listener, Optional<Resizing> resizing)
      throws IOException {
    if (classes.orElse(CATEGORIES.size()) < CATEGORIES.size()) {
      throw new InvalidDataException(
          folder,
          CATEGORIES.size() + " classes",
          "at most " + classes.getAsInt() + ", as --classes says");
    }
    String origin = "small NORB, the files in " + ShownName.last(folder);
    int count = classes.orElse(CATEGORIES.size());
    try (Workers workers = new Workers(threads)) {
      ImageSet train = half("training", origin + " (training)", count, workers, listener, resizing);
      ImageSet test = half("testing", origin + " (test)", count, workers, listener, resizing);
      if (train.height() != test.height() || train.width() != test.width()) {
        throw new InvalidDataException(
            folder,
            "test images of %dx%d".formatted(test.height(), test.width()),
            "%dx%d, as the training images".formatted(train.height(), train.width()));
      }
      String notice =
          resizing.map(size -> "Pairs of images are brought to %s.".formatted(size)).orElse("");
      return new LocatedData(new Dataset(origin, train, test), Optional.of(folder), notice);
    }
  }

  private Path file(String role) throws IOException {
    Path file = files.get(role);
    if (file == null) {
      List<String> names =
          files.values().stream().map(path -> path.getFileName().toString()).toList();
      throw new InvalidDataException(
          folder,
          "no smallnorb-...-%s.mat, but %s".formatted(role, String.join(", ", names)),
          "four files of small NORB, plain or .gz: training-dat, training-cat, testing-dat and"
              + " testing-cat");
    }
    return file;
  }

  private ImageSet half(
      String half,
      String origin,
      int classes,
      Workers workers,
      PictureListener listener,
      Optional<Resizing> resizing)
      throws IOException {
    Path images = file(half + "-dat");
    int[] labels = labels(file(half + "-cat"));
    try (NorbMatrix matrix = NorbMatrix.open(images, NorbMatrix.Contents.IMAGES)) {
      List<Integer> extents = matrix.extents();
      if (extents.getFirst() != labels.length) {
        throw new InvalidDataException(
            file(half + "-cat"),
            labels.length + " categories",
            extents.getFirst() + ", one for each pair of images in " + images);
      }
      int height = extents.get(2);
      int width = extents.get(3);
      Resizing size = resizing.orElse(null);
      int rows = size == null ? height : size.height();
      int columns = size == null ? width : size.width();
      byte[] pixels = new byte[room(images, labels.length, rows, columns)];
      long fitting = PART_BYTES / ((long) CAMERAS * height * width);
      int part = Math.clamp(fitting, 1, Math.min(PART, labels.length));
      byte[] stored = new byte[room(images, part, height, width)];
      for (int first = 0; first < labels.length; first += part) {
        int count = Math.min(part, labels.length - first);
        matrix.read(stored, count * CAMERAS * height * width);
        int from = first;
        workers.run(
            count,
            (image, worker) -> {
              int[] pair = pair(stored, image * CAMERAS * height * width, height * width);
              write(
                  size == null ? pair : new Resampling(width, height, pair).to(size),
                  pixels,
                  (from + image) * CAMERAS * rows * columns);
            });
        listener.read(first + count, labels.length);
      }
      matrix.requireEnd();
      return ImageSet.owning(origin, rows, columns, CAMERAS, classes, pixels, labels)
          .withClassNames(CATEGORIES)
          .withResizing(resizing);
    }
  }

  private static int[] labels(Path file) throws IOException {
    try (NorbMatrix matrix = NorbMatrix.open(file, NorbMatrix.Contents.CATEGORIES)) {
      int[] labels = matrix.readIntegers();
      matrix.requireEnd();
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= CATEGORIES.size()) {
          throw new InvalidDataException(
              file, "category " + labels[i] + " at index " + i, "0 to 4");
        }
      }
      return labels;
    }
  }

  private static int room(Path file, int count, int height, int width) throws InvalidDataException {
    long bytes = (long) count * CAMERAS * height * width;
    long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2);
    if (bytes > most) {
      throw new InvalidDataException(
          file,
          "%,d pairs of %dx%d that take %,d bytes".formatted(count, height, width, bytes),
          "at most %,d, half of the Java heap (-Xmx); --resize makes them smaller".formatted(most));
    }
    return (int) bytes;
  }

  /** Both images in one array, as resampling takes colours: the first camera's is the green. */
  private static int[] pair(byte[] stored, int offset, int pixels) {
    int[] pair = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      pair[i] = (stored[offset + i] & 0xff) << 8 | (stored[offset + pixels + i] & 0xff);
    }
    return pair;
  }

  private static void write(int[] pair, byte[] into, int offset) {
    int next = offset;
    for (int both : pair) {
      into[next++] = (byte) (both >> 8);
      into[next++] = (byte) both;
    }
  }
}
