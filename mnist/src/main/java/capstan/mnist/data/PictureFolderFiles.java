package capstan.mnist.data;

import capstan.mnist.text.ShownName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which pictures a folder holds, of which class each is, and which are for training: found by names
 * alone, in an order that does not depend on the file system.
 *
 * @param classes names of the classes, in the order of their labels
 * @param train the training pictures
 * @param test the test pictures
 * @param heldOut whether the test pictures were taken out of the training pictures' folders
 * @param ignored files and folders that do not belong to the data
 */
record PictureFolderFiles(
    List<String> classes,
    List<LabelledFile> train,
    List<LabelledFile> test,
    boolean heldOut,
    List<Path> ignored) {

  /** Of the pictures of a class, in the order of their names, every so many one is for testing. */
  static final int HOLD_OUT = 7;

  private static final int MOST_CLASSES = 256;
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff");

  /**
   * A picture.
   *
   * @param file where it is
   * @param label its class
   */
  record LabelledFile(Path file, int label) {}

  /**
   * Lists a folder: of {@code train} and {@code test}, or {@code training} and {@code testing},
   * with a folder for each class in both, or of folders for the classes.
   *
   * @param folder that exists
   * @throws InvalidDataException if the folder is not as it should be
   * @throws IOException if it cannot be listed
   */
  static PictureFolderFiles list(Path folder) throws IOException {
    List<Path> ignored = new ArrayList<>();
    Path train = either(folder, "train", "training");
    Path test = either(folder, "test", "testing");
    boolean trains = holdsFolders(train);
    if (!trains && !holdsFolders(test)) {
      return ofOneFolder(folder, ignored);
    }
    for (Path half : List.of(train, test)) {
      if (!holdsFolders(half)) {
        throw new InvalidDataException(
            half,
            Files.isDirectory(half) ? "no folders of classes" : "no such folder",
            "a folder for each class, as in " + (trains ? train : test));
      }
    }
    for (Path other : SystemFiles.usersFiles(folder)) {
      if (!other.equals(train) && !other.equals(test)) {
        ignored.add(other);
      }
    }
    List<Path> trainClasses = classFolders(train, ignored);
    List<Path> testClasses = classFolders(test, ignored);
    List<String> names = names(trainClasses);
    requireAll(names, names(testClasses), test, train);
    requireAll(names(testClasses), names, train, test);
    return new PictureFolderFiles(
        names,
        spread(pictures(trainClasses, ignored)),
        spread(pictures(testClasses, ignored)),
        false,
        ignored);
  }

  /** The folder of the usual name, or of the other if only that is there. */
  private static Path either(Path folder, String usual, String other) {
    boolean otherOnly =
        !Files.isDirectory(folder.resolve(usual)) && Files.isDirectory(folder.resolve(other));
    return folder.resolve(otherOnly ? other : usual);
  }

  private static PictureFolderFiles ofOneFolder(Path folder, List<Path> ignored)
      throws IOException {
    List<Path> folders = classFolders(folder, ignored);
    List<List<Path>> train = new ArrayList<>();
    List<List<Path>> test = new ArrayList<>();
    for (List<Path> all : pictures(folders, ignored)) {
      if (all.size() < 2) {
        throw new InvalidDataException(
            all.getFirst().getParent(),
            "1 picture",
            "at least 2, one to learn from and one to test on");
      }
      List<Path> kept = new ArrayList<>();
      List<Path> out = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        boolean last = all.size() < HOLD_OUT && i == all.size() - 1;
        (last || i % HOLD_OUT == HOLD_OUT - 1 ? out : kept).add(all.get(i));
      }
      train.add(kept);
      test.add(out);
    }
    return new PictureFolderFiles(names(folders), spread(train), spread(test), true, ignored);
  }

  private static void requireAll(List<String> wanted, List<String> found, Path in, Path as)
      throws InvalidDataException {
    for (String name : wanted) {
      if (!found.contains(name)) {
        throw new InvalidDataException(in, "no folder " + name, "the same classes as in " + as);
      }
    }
  }

  /** The folders of the classes, by number if all their names are numbers. */
  private static List<Path> classFolders(Path folder, List<Path> ignored) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path entry : SystemFiles.usersFiles(folder)) {
      if (Files.isDirectory(entry)) {
        requirePrintable(folder, entry.getFileName().toString());
        folders.add(entry);
      } else {
        ignored.add(entry);
      }
    }
    if (folders.size() < 2 || folders.size() > MOST_CLASSES) {
      throw new InvalidDataException(
          folder,
          folders.size() == 1
              ? "only the folder " + folders.getFirst().getFileName()
              : folders.size() + " folders",
          "a folder for each of 2 to " + MOST_CLASSES + " classes");
    }
    if (names(folders).stream().allMatch(name -> name.matches("[0-9]+"))) {
      folders.sort(
          Comparator.comparing((Path path) -> new BigInteger(path.getFileName().toString()))
              .thenComparing(path -> path.getFileName().toString()));
    }
    return folders;
  }

  /** A class is called by its folder's name, on terminals and in tables. */
  private static void requirePrintable(Path folder, String name) throws InvalidDataException {
    if (!ShownName.isPlain(name)) {
      throw new InvalidDataException(
          folder, "a folder named '" + name + "'", "names of classes without control characters");
    }
  }

  private static List<String> names(List<Path> folders) {
    return folders.stream().map(folder -> folder.getFileName().toString()).toList();
  }

  private static List<List<Path>> pictures(List<Path> folders, List<Path> ignored)
      throws IOException {
    List<List<Path>> all = new ArrayList<>();
    for (Path folder : folders) {
      List<Path> pictures = new ArrayList<>();
      for (Path entry : SystemFiles.usersFiles(folder)) {
        if (isPicture(entry)) {
          pictures.add(entry);
        } else if (Files.isDirectory(entry)) {
          throw new InvalidDataException(entry, "a folder", "pictures in a class' folder");
        } else {
          ignored.add(entry);
        }
      }
      if (pictures.isEmpty()) {
        throw new InvalidDataException(folder, "no pictures", "PNG or JPEG pictures of a class");
      }
      all.add(pictures);
    }
    return all;
  }

  /**
   * Puts the classes' pictures in one row, each class spread evenly over the whole: so the first
   * thousand, or the last, are of all classes.
   */
  private static List<LabelledFile> spread(List<List<Path>> classes) {
    record Place(LabelledFile file, long number, long of) {}
    List<Place> places = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      List<Path> files = classes.get(label);
      for (int i = 0; i < files.size(); i++) {
        places.add(new Place(new LabelledFile(files.get(i), label), 2L * i + 1, files.size()));
      }
    }
    // A stable sort: of equal places the smaller label comes first.
    places.sort((a, b) -> Long.compare(a.number * b.of, b.number * a.of));
    return places.stream().map(Place::file).toList();
  }

  private static boolean isPicture(Path entry) {
    String name = entry.getFileName().toString();
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a path is a folder that has folders in it.
   *
   * @param path any path
   */
  static boolean holdsFolders(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    for (Path entry : SystemFiles.usersFiles(path)) {
      if (Files.isDirectory(entry)) {
        return true;
      }
    }
    return false;
  }
}
