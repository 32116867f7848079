package capstan.capsnet.idx;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What operating systems, network storage and programs add to a folder by themselves: recycle bins,
 * previews, settings of a folder's window. It is never part of the data, at whatever depth.
 */
public final class SystemFiles {
  /** In small letters. Names that begin with a full stop are hidden, and need no mention. */
  private static final Set<String> NAMES =
      Set.of(
          // Windows
          "$recycle.bin",
          "system volume information",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          // macOS, and what its archives unpack to elsewhere
          "__macosx",
          "icon\r",
          "network trash folder",
          // Linux
          "lost+found",
          // network storage
          "@eadir",
          "@tmp",
          "@recycle",
          "@recently-snapshot",
          "#recycle",
          "#snapshot",
          "~snapshot",
          // programs
          "__pycache__",
          "picasa.ini",
          "zbthumbnail.info");

  private SystemFiles() {}

  /**
   * Whether an entry of a folder was put there by a system or a program: it is hidden, as a name
   * with a full stop before it says, or it has a name that one of them uses.
   *
   * @param entry a file or a folder
   */
  public static boolean includes(Path entry) {
    String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || NAMES.contains(name)
        || name.startsWith("~$")
        || name.matches("found\\.\\d{3}")
        || name.endsWith("@synoeastream")
        || name.endsWith("@synoresource")
        || name.endsWith(":zone.identifier");
  }

  /**
   * What a user has in a folder, by name.
   *
   * @param folder that is searched
   * @throws IOException if it cannot be listed
   */
  public static List<Path> usersFiles(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, entry -> !includes(entry))) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
    return entries;
  }
}
