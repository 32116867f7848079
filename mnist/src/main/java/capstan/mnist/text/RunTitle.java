package capstan.mnist.text;

import capstan.capsnet.text.ShownName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a network is called over a picture. */
public final class RunTitle {
  private RunTitle() {}

  /** The run folder's name, or the file's. */
  public static String of(Path checkpoint) {
    Path file = checkpoint.toAbsolutePath().normalize();
    boolean ofRun =
        file.getFileName().toString().startsWith("checkpoint.") && file.getParent() != null;
    Path named = ofRun && file.getParent().getFileName() != null ? file.getParent() : file;
    return ShownName.of(named.getFileName());
  }

  /** The file with the name of its folder before it, for what is given to others. */
  public static Path file(Path checkpoint) {
    Path file = checkpoint.toAbsolutePath().normalize();
    return file.subpath(Math.max(0, file.getNameCount() - 2), file.getNameCount());
  }

  /**
   * Short names where they tell the checkpoints apart, else the files as seen from the folder that
   * holds all of them; no two are the same.
   */
  public static List<String> ofAll(List<Path> checkpoints) {
    List<String> shorts = checkpoints.stream().map(RunTitle::of).toList();
    if (shorts.stream().distinct().count() == shorts.size()) {
      return shorts;
    }
    List<Path> files = checkpoints.stream().map(file -> file.toAbsolutePath().normalize()).toList();
    int shared = files.getFirst().getNameCount() - 2;
    while (shared > 0 && !files.stream().allMatch(startOf(files.getFirst(), shared))) {
      shared--;
    }
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      long before = files.subList(0, names.size()).stream().filter(file::equals).count();
      String name = ShownName.of(file.subpath(Math.max(0, shared), file.getNameCount()));
      names.add(before == 0 ? name : name + " (" + (before + 1) + ")");
    }
    return names;
  }

  private static Predicate<Path> startOf(Path file, int names) {
    return other ->
        other.getNameCount() > names && other.subpath(0, names).equals(file.subpath(0, names));
  }
}
