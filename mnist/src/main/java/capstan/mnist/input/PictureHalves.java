package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.SystemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where in a folder the pictures to learn from and those to test on lie, by the usual names of
 * their folders in any case of letters.
 *
 * @param folder the one that was named, or the only one in it, and so on
 * @param train folders of classes to learn from; empty if there are no halves
 * @param test folders of classes to test on; empty if there are no halves
 * @param remarks what the user should know of it
 */
record PictureHalves(Path folder, Optional<Path> train, Optional<Path> test, List<String> remarks) {
  private static final List<String> TRAIN = List.of("train", "training");
  private static final List<String> TEST = List.of("test", "testing");
  private static final List<String> VALIDATION = List.of("val", "valid", "validation");
  private static final int DEEPEST = 16;

  /**
   * Finds them.
   *
   * @param folder that exists
   * @throws InvalidDataException if there is one half alone, or there are halves without classes
   * @throws IOException if a folder cannot be listed
   */
  static PictureHalves in(Path folder) throws IOException {
    List<String> remarks = new ArrayList<>();
    Path inner = folder;
    List<Path> folders = folders(inner);
    for (int depth = 0; depth < DEEPEST && folders.size() == 1; depth++) {
      if (isHalf(folders.getFirst()) || !holdsFolders(folders.getFirst())) {
        break;
      }
      inner = folders.getFirst();
      folders = folders(inner);
    }
    if (!inner.equals(folder)) {
      remarks.add("Read from " + inner + ", the only folder there.");
    }
    Optional<Path> train = named(folders, TRAIN);
    Optional<Path> test = named(folders, TEST);
    Optional<Path> validation = named(folders, VALIDATION);
    if (!holdsFolders(train) && !holdsFolders(test) && !holdsFolders(validation)) {
      if (folders.size() > 1 && folders.stream().allMatch(PictureHalves::isHalf)) {
        throw new InvalidDataException(
            folders.getFirst(), "no folders of classes", "a folder for each class");
      }
      return new PictureHalves(inner, Optional.empty(), Optional.empty(), remarks);
    }
    if (!holdsFolders(test) && holdsFolders(validation)) {
      remarks.add(
          "There %s: %s is tested on."
              .formatted(
                  test.isPresent()
                      ? "are no folders of classes in " + test.get().getFileName()
                      : "is no folder test",
                  validation.get().getFileName()));
      test = validation;
    } else if (validation.isPresent()) {
      remarks.add(
          "%s is not used: there is %s to test on."
              .formatted(validation.get().getFileName(), TEST.getFirst()));
    }
    return new PictureHalves(
        inner,
        Optional.of(required(inner, train, TRAIN, test)),
        Optional.of(required(inner, test, TEST, train)),
        remarks);
  }

  /** A half that has folders, as the other one. */
  private static Path required(
      Path folder, Optional<Path> half, List<String> names, Optional<Path> other)
      throws IOException {
    if (holdsFolders(half)) {
      return half.get();
    }
    throw new InvalidDataException(
        half.orElse(folder.resolve(names.getFirst())),
        half.isPresent() ? "no folders of classes" : "no such folder",
        "a folder for each class, as in %s; --data %s holds out every %dth picture of a class there"
            .formatted(other.get(), other.get(), PictureFolderFiles.HOLD_OUT));
  }

  private static boolean isHalf(Path folder) {
    String name = lowerCase(folder);
    return TRAIN.contains(name) || TEST.contains(name) || VALIDATION.contains(name);
  }

  /** The folder of the first name that there is, in small letters rather than in others. */
  private static Optional<Path> named(List<Path> folders, List<String> names) {
    for (String name : names) {
      List<Path> found = folders.stream().filter(each -> lowerCase(each).equals(name)).toList();
      if (!found.isEmpty()) {
        return Optional.of(found.getLast()); // sorted by name, small letters last
      }
    }
    return Optional.empty();
  }

  private static String lowerCase(Path folder) {
    return folder.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static List<Path> folders(Path folder) throws IOException {
    return SystemFiles.usersFiles(folder).stream().filter(Files::isDirectory).toList();
  }

  private static boolean holdsFolders(Optional<Path> folder) throws IOException {
    return folder.isPresent() && holdsFolders(folder.get());
  }

  /**
   * Whether a path is a folder that has folders in it.
   *
   * @param path any path
   */
  static boolean holdsFolders(Path path) throws IOException {
    return Files.isDirectory(path) && !folders(path).isEmpty();
  }
}
