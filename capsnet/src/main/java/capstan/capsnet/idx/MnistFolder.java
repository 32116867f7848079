package capstan.capsnet.idx;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.LocatedData;
import capstan.capsnet.idx.MnistFolderFiles.Role;
import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/**
 * A folder with the four files that MNIST consists of, and everything published in its form
 * (Fashion-MNIST, QMNIST, EMNIST): training and test images and labels.
 *
 * <p>EMNIST's images are stored with rows and columns exchanged. Those of files that are called
 * {@code emnist} are turned upright, and the user is informed.
 */
public final class MnistFolder {
  /** CRC-32 of MNIST's 60,000 training labels and 10,000 test labels. */
  private static final long MNIST_LABELS = 0xa7db7a22L;

  /** CRC-32 of the pixels of its 60,000 training images and 10,000 test images. */
  private static final long MNIST_IMAGES = 0x56f7ef93L;

  private static final String EMNIST = "emnist";
  private static final String PLACE = "the files in ";
  private static final String TURNED = ", turned upright";

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
    return read(folder, OptionalInt.empty(), IdxChoice.AUTOMATIC).dataset();
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
    return read(folder, OptionalInt.of(classes), IdxChoice.AUTOMATIC).dataset();
  }

  /**
   * Reads a folder; there must be a set in MNIST's form in it or below it.
   *
   * @param folder any path
   * @param classes how many there are; empty to count them
   * @param choice which set, and whether its images are to be turned
   * @throws InvalidDataException if a file is missing or not exactly what it should be
   * @throws IOException if reading fails
   */
  public static LocatedData read(Path folder, OptionalInt classes, IdxChoice choice)
      throws IOException {
    requireFolder(folder);
    Optional<MnistFolderFiles> files = MnistFolderFiles.find(folder, choice.split());
    if (files.isEmpty()) {
      throw MnistFolderFiles.missing(folder, Role.TRAIN_IMAGES);
    }
    return read(folder, files.get(), classes, choice);
  }

  /**
   * Checks that there is a folder.
   *
   * @param folder any path
   * @throws InvalidDataException if there is none, telling what there is
   */
  public static void requireFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    throw new InvalidDataException(
        folder,
        BrokenLink.of(folder).orElse(Files.exists(folder) ? "a file" : "no such folder"),
        "a folder with the four MNIST files or with folders of pictures"
            + (Files.exists(folder) ? MnistFolderFiles.above(folder) : ""));
  }

  private static LocatedData read(
      Path folder, MnistFolderFiles files, OptionalInt classes, IdxChoice choice)
      throws IOException {
    boolean turn = choice.transposed().orElse(files.set().startsWith(EMNIST));
    Optional<List<String>> names = EmnistMapping.names(files);
    OptionalInt count =
        classes.isPresent() || names.isEmpty() ? classes : OptionalInt.of(names.get().size());
    ImageSet train = readHalf(files, Role.TRAIN_IMAGES, Role.TRAIN_LABELS, count, turn);
    ImageSet test =
        readHalf(files, Role.TEST_IMAGES, Role.TEST_LABELS, OptionalInt.of(train.classes()), turn);
    if (!size(train).equals(size(test))) {
      throw new InvalidDataException(
          folder, "test images of " + size(test), size(train) + ", as the training images");
    }
    if (names.isPresent()) {
      List<String> known = names.get().subList(0, Math.min(names.get().size(), train.classes()));
      train = train.withClassNames(known);
      test = test.withClassNames(known);
    }
    String place = PLACE + ShownName.last(folder) + (turn ? TURNED : "");
    String name = isMnist(train, test) ? "MNIST" : files.set();
    String origin = name.isEmpty() ? place : name + ", " + place;
    return new LocatedData(
        new Dataset(
            origin, train.withOrigin(origin + " (training)"), test.withOrigin(origin + " (test)")),
        Optional.of(folder),
        notice(folder, files, choice, turn, names.isPresent()));
  }

  /**
   * Whether images came from a folder in MNIST's form.
   *
   * @param origin of a dataset
   */
  public static boolean isOrigin(String origin) {
    return origin.contains(PLACE);
  }

  /**
   * Whether images were turned when they were read.
   *
   * @param origin of a dataset
   */
  public static boolean isTurned(String origin) {
    return origin.endsWith(TURNED);
  }

  /** What the user may not expect. */
  private static String notice(
      Path folder, MnistFolderFiles files, IdxChoice choice, boolean turned, boolean named) {
    List<String> lines = new ArrayList<>();
    if (!files.folder().equals(folder)) {
      lines.add("The files are in " + files.folder() + ".");
    }
    if (choice.transposed().isEmpty() && turned) {
      lines.add(
          "EMNIST's images are stored with rows and columns exchanged; they are turned upright"
              + " (--no-transposed leaves them as they are).");
    } else if (choice.transposed().isEmpty()
        && folder.toString().toLowerCase(Locale.ROOT).contains(EMNIST)) {
      lines.add(
          "The folder's name speaks of EMNIST, whose images are stored with rows and columns"
              + " exchanged: --transposed turns them upright.");
    }
    if (named) {
      lines.add("Classes are called as " + files.set() + EmnistMapping.ENDING + " says.");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String size(ImageSet images) {
    return "%dx%d".formatted(images.height(), images.width())
        + (images.channels() == 1 ? "" : "x" + images.channels());
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

  private static ImageSet readHalf(
      MnistFolderFiles files, Role images, Role labels, OptionalInt classes, boolean turn)
      throws IOException {
    IdxImages read = IdxImages.read(files.files().get(images));
    return IdxFile.join(
        turn ? read.transposed() : read, files.files().get(labels), classes, files.toString());
  }
}
