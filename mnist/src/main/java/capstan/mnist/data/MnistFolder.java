package capstan.mnist.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A folder with the four files that MNIST consists of, and everything published in its form
 * (Fashion-MNIST, for one): training and test images and labels, plain or gzipped, under the names
 * {@code train-images-idx3-ubyte} or {@code train-images.idx3-ubyte}, which may have a prefix as
 * EMNIST's have: {@code emnist-letters-train-images-idx3-ubyte}. The test files begin with {@code
 * t10k} or {@code test}.
 */
public final class MnistFolder {
  /** CRC-32 of MNIST's 60,000 training labels and 10,000 test labels. */
  private static final long MNIST_LABELS = 0xa7db7a22L;

  /** CRC-32 of the pixels of its 60,000 training images and 10,000 test images. */
  private static final long MNIST_IMAGES = 0x56f7ef93L;

  private MnistFolder() {}

  /**
   * Reads a folder and counts the classes of its training images: labels run from 0 or 1 without a
   * gap, and the largest is one below the number of classes.
   *
   * @param folder holds the four files
   * @throws InvalidDataException if a file is missing or not exactly what it should be
   * @throws IOException if reading fails
   */
  public static Dataset read(Path folder) throws IOException {
    return read(folder, OptionalInt.empty());
  }

  /**
   * Reads a folder.
   *
   * @param folder holds the four files
   * @param classes number of classes; every label must be below it
   * @throws InvalidDataException if a file is missing or not exactly what it should be
   * @throws IOException if reading fails
   */
  public static Dataset read(Path folder, int classes) throws IOException {
    return read(folder, OptionalInt.of(classes));
  }

  /** Counts the classes if it is not told how many there are. */
  static Dataset read(Path folder, OptionalInt classes) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidDataException(
          folder,
          Files.exists(folder) ? "a file" : "no such folder",
          "a folder with the four MNIST files or with folders of pictures");
    }
    String files = "the files in " + folder;
    ImageSet train = readHalf(folder, "train", classes, files);
    ImageSet test = readHalf(folder, "t10k", OptionalInt.of(train.classes()), files);
    if (train.height() != test.height() || train.width() != test.width()) {
      throw new InvalidDataException(
          folder,
          "test images of %dx%d".formatted(test.height(), test.width()),
          "%dx%d, as the training images".formatted(train.height(), train.width()));
    }
    String origin = isMnist(train, test) ? "MNIST, " + files : files;
    return new Dataset(
        origin, train.withOrigin(origin + " (training)"), test.withOrigin(origin + " (test)"));
  }

  /** Whether these are MNIST's own labels and images, in MNIST's own order. */
  private static boolean isMnist(ImageSet train, ImageSet test) {
    CRC32 labels = new CRC32();
    for (ImageSet half : List.of(train, test)) {
      for (int i = 0; i < half.count(); i++) {
        labels.update(half.label(i));
      }
    }
    if (labels.getValue() != MNIST_LABELS) {
      return false;
    }
    // Other images with these labels are a set made from MNIST, blurred or noisy or otherwise.
    CRC32 images = new CRC32();
    for (ImageSet half : List.of(train, test)) {
      for (int i = 0; i < half.count(); i++) {
        images.update(half.image(i));
      }
    }
    return images.getValue() == MNIST_IMAGES;
  }

  /**
   * Whether all four files are there, be they right or wrong.
   *
   * @param folder any path
   */
  static boolean isComplete(Path folder) throws IOException {
    for (List<String> names : files()) {
      if (matching(folder, names).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether any of the four files is there.
   *
   * @param folder any path
   */
  static boolean isBegun(Path folder) throws IOException {
    for (List<String> names : files()) {
      if (!matching(folder, names).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Of each file the names that it may have. */
  private static List<List<String>> files() {
    return Stream.of("train", "t10k")
        .flatMap(half -> Stream.of(candidates(half, "images", 3), candidates(half, "labels", 1)))
        .toList();
  }

  private static ImageSet readHalf(Path folder, String half, OptionalInt classes, String origin)
      throws IOException {
    Path images = find(folder, candidates(half, "images", 3));
    Path labels = find(folder, candidates(half, "labels", 1));
    return IdxFile.read(images, labels, classes, origin);
  }

  private static Path find(Path folder, List<String> candidates) throws IOException {
    List<Path> found = matching(folder, candidates);
    if (found.isEmpty()) {
      throw new InvalidDataException(
          folder,
          "no " + candidates.getFirst(),
          "one of "
              + String.join(", ", candidates)
              + ", or folders of pictures, named for their classes");
    }
    if (found.size() > 1) {
      throw new InvalidDataException(
          folder,
          found.get(0).getFileName() + " and " + found.get(1).getFileName(),
          "one file that ends in " + candidates.getFirst());
    }
    return found.getFirst();
  }

  /** The first of the names that is there, else every file with a name before one of them. */
  private static List<Path> matching(Path folder, List<String> candidates) throws IOException {
    Optional<Path> exact =
        candidates.stream().map(folder::resolve).filter(Files::exists).findFirst();
    if (exact.isPresent() || !Files.isDirectory(folder)) {
      return exact.stream().toList();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file ->
                  candidates.stream()
                      .anyMatch(name -> file.getFileName().toString().endsWith("-" + name)))
          .sorted()
          .toList();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /** Names of a file; t10k is called test by some. */
  private static List<String> candidates(String half, String kind, int dimensions) {
    List<String> names = new ArrayList<>();
    for (String called : half.equals("t10k") ? List.of(half, "test") : List.of(half)) {
      String hyphenated = called + "-" + kind + "-idx" + dimensions + "-ubyte";
      String dotted = called + "-" + kind + ".idx" + dimensions + "-ubyte";
      names.addAll(List.of(hyphenated, hyphenated + ".gz", dotted, dotted + ".gz"));
    }
    return names;
  }
}
