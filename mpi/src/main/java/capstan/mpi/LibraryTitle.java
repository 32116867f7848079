package capstan.mpi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a library is called for short. */
final class LibraryTitle {
  private static final Pattern NAME_AND_VERSION =
      Pattern.compile(
          "(?:MPI VERSION\\s*:\\s*)?(\\S[^\n,]*?)(?:\\s+version)?\\s*:?\\s+v?(\\d+\\.[\\w.]+)",
          Pattern.CASE_INSENSITIVE);

  private LibraryTitle() {}

  /**
   * The first words of what a library says of itself in words of its own, such as "Open MPI v4.1.4,
   * package: …" or "MPICH Version: 4.0.2" and more lines.
   */
  static String of(String version) {
    Matcher words = NAME_AND_VERSION.matcher(version);
    return words.lookingAt()
        ? words.group(1) + " " + words.group(2)
        : version.lines().findFirst().orElse("MPI").strip();
  }
}
