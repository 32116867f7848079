package capstan.mnist.input;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.PictureFormat;
import capstan.capsnet.idx.SystemFiles;
import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which pictures a folder holds, of which class each is, and which are for training: found by names
 * alone, in an order that does not depend on the file system.
 *
 * @param classes names of the classes, in the order of their labels
 * @param train the training pictures
 * @param test the test pictures
 * @param heldOut whether the test pictures were taken out of the training pictures' folders
 * @param remarks what the user should know of where they were found
 * @param ignored files and folders that do not belong to the data
 */
record PictureFolderFiles(
    List<String> classes,
    List<LabelledFile> train,
    List<LabelledFile> test,
    boolean heldOut,
    List<String> remarks,
    List<Path> ignored) {

  /** Of the pictures of a class, in the order of their names, every so many one is for testing. */
  static final int HOLD_OUT = 7;

  /**
   * A picture.
   *
   * @param file where it is
   * @param label its class
   */
  record LabelledFile(Path file, int label) {}

  /**
   * A class.
   *
   * @param name its folder's, as names that look the same have in common
   * @param folder where its pictures are
   */
  private record ClassFolder(String name, Path folder) {}

  /**
   * Lists a folder: of halves to learn from and to test on, with a folder for each class in both,
   * or of folders for the classes.
   *
   * @param folder that exists
   * @throws InvalidDataException if the folder is not as it should be
   * @throws IOException if it cannot be listed
   */
  static PictureFolderFiles list(Path folder) throws IOException {
    PictureHalves halves = PictureHalves.in(folder);
    Set<String> remarks = new LinkedHashSet<>(halves.remarks());
    List<Path> ignored = new ArrayList<>();
    if (halves.train().isEmpty() || halves.test().isEmpty()) {
      return ofOneFolder(halves.folder(), remarks, ignored);
    }
    Path train = halves.train().get();
    Path test = halves.test().get();
    for (Path other : SystemFiles.usersFiles(halves.folder())) {
      if (!other.equals(train) && !other.equals(test)) {
        ignored.add(other);
      }
    }
    List<ClassFolder> trainClasses = classFolders(train, ignored);
    List<ClassFolder> testClasses = classFolders(test, ignored);
    List<String> names = names(trainClasses);
    requireAll(names, names(testClasses), test, train);
    requireAll(names(testClasses), names, train, test);
    return new PictureFolderFiles(
        names,
        spread(pictures(trainClasses, remarks, ignored)),
        spread(pictures(testClasses, remarks, ignored)),
        false,
        List.copyOf(remarks),
        ignored);
  }

  private static PictureFolderFiles ofOneFolder(
      Path folder, Set<String> remarks, List<Path> ignored) throws IOException {
    List<ClassFolder> folders = classFolders(folder, ignored);
    List<List<Path>> train = new ArrayList<>();
    List<List<Path>> test = new ArrayList<>();
    for (List<Path> all : pictures(folders, remarks, ignored)) {
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
    return new PictureFolderFiles(
        names(folders), spread(train), spread(test), true, List.copyOf(remarks), ignored);
  }

  private static void requireAll(List<String> wanted, List<String> found, Path in, Path as)
      throws InvalidDataException {
    for (String name : wanted) {
      if (!found.contains(name)) {
        String other =
            found.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(each -> " but a folder " + each)
                .orElse("");
        throw new InvalidDataException(
            in, "no folder " + name + other, "the same classes as in " + as);
      }
    }
  }

  /** The folders of the classes, by number if all their names are numbers. */
  private static List<ClassFolder> classFolders(Path folder, List<Path> ignored)
      throws IOException {
    List<ClassFolder> classes = new ArrayList<>();
    for (Path entry : SystemFiles.usersFiles(folder)) {
      if (Files.isDirectory(entry)) {
        classes.add(new ClassFolder(className(entry), entry));
      } else {
        ignored.add(entry);
      }
    }
    if (classes.size() < 2 || classes.size() > ImageSet.MOST_CLASSES) {
      throw new InvalidDataException(
          folder,
          classes.size() == 1
              ? "only the folder " + classes.getFirst().name
              : classes.size() + " folders",
          "a folder for each of 2 to %,d classes".formatted(ImageSet.MOST_CLASSES));
    }
    Comparator<ClassFolder> order = Comparator.comparing(ClassFolder::name);
    classes.sort(
        names(classes).stream().allMatch(name -> name.matches("[0-9]+"))
            ? Comparator.comparing((ClassFolder each) -> new BigInteger(each.name))
                .thenComparing(order)
            : order);
    for (int i = 1; i < classes.size(); i++) {
      if (classes.get(i).name.equals(classes.get(i - 1).name)) {
        throw new InvalidDataException(
            folder,
            "two folders whose names look the same, \"%s\" and \"%s\""
                .formatted(
                    classes.get(i - 1).folder.getFileName(), classes.get(i).folder.getFileName()),
            "another name for each class");
      }
    }
    return classes;
  }

  /** A class is called by its folder's name, on terminals and in tables. */
  private static String className(Path folder) throws InvalidDataException {
    String name = ShownName.alike(folder.getFileName().toString());
    if (name.isEmpty() || !ShownName.isPlain(name)) {
      throw new InvalidDataException(
          folder.toAbsolutePath().getParent(),
          "a folder named '" + folder.getFileName() + "'",
          "names of classes without control characters");
    }
    // What stands for a letter that the system's encoding does not have.
    if (name.contains("\uFFFD")) {
      throw new InvalidDataException(
          folder,
          "a folder whose name did not come through",
          "names of classes in UTF-8; set LC_ALL to a locale of UTF-8, such as C.UTF-8, or rename"
              + " the folder");
    }
    return name;
  }

  private static List<String> names(List<ClassFolder> classes) {
    return classes.stream().map(ClassFolder::name).toList();
  }

  private static List<List<Path>> pictures(
      List<ClassFolder> classes, Set<String> remarks, List<Path> ignored) throws IOException {
    List<List<Path>> all = new ArrayList<>();
    for (ClassFolder each : classes) {
      all.add(pictures(each.folder, remarks, ignored));
    }
    return all;
  }

  /** The pictures of a class: in its folder, or in the only folder within. */
  private static List<Path> pictures(Path folder, Set<String> remarks, List<Path> ignored)
      throws IOException {
    List<Path> pictures = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path entry : SystemFiles.usersFiles(folder)) {
      (Files.isDirectory(entry) ? folders : PictureFormat.isPicture(entry) ? pictures : others)
          .add(entry);
    }
    ignored.addAll(others);
    if (pictures.isEmpty() && folders.size() == 1) {
      remarks.add(
          "Pictures of a class are read from the folder %s in its folder."
              .formatted(folders.getFirst().getFileName()));
      return pictures(folders.getFirst(), remarks, ignored);
    }
    if (!folders.isEmpty()) {
      throw new InvalidDataException(
          folders.getFirst(), "a folder", "pictures in a class' folder, or one folder with them");
    }
    if (pictures.isEmpty()) {
      throw new InvalidDataException(
          folder,
          "no pictures"
              + (others.isEmpty()
                  ? ""
                  : " but %d other %s, such as %s"
                      .formatted(
                          others.size(),
                          others.size() == 1 ? "file" : "files",
                          others.getFirst().getFileName())),
          PictureFormat.READ + " of a class");
    }
    return pictures;
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
}
