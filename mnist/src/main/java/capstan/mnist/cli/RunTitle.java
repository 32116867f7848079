package capstan.mnist.cli;

import capstan.mnist.text.ShownName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a network is called over a picture. */
final class RunTitle {
  private RunTitle() {}

  /** The run folder's name, or the file's. */
  static String of(Path checkpoint) {
    Path file = checkpoint.toAbsolutePath().normalize();
    boolean ofRun =
        file.getFileName().toString().startsWith("checkpoint.") && file.getParent() != null;
    Path named = ofRun && file.getParent().getFileName() != null ? file.getParent() : file;
    return ShownName.of(named.getFileName());
  }

  /** Short names where they tell the checkpoints apart, else the files; no two are the same. */
  static List<String> ofAll(List<Path> checkpoints) {
    List<String> shorts = checkpoints.stream().map(RunTitle::of).toList();
    if (shorts.stream().distinct().count() == shorts.size()) {
      return shorts;
    }
    List<String> names = new ArrayList<>();
    for (Path checkpoint : checkpoints) {
      long before =
          checkpoints.subList(0, names.size()).stream().filter(checkpoint::equals).count();
      names.add(before == 0 ? checkpoint.toString() : checkpoint + " (" + (before + 1) + ")");
    }
    return names;
  }
}
