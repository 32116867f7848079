package capstan.capsnet.file;

import capstan.capsnet.text.ShownName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns text of unknown origin and the platform's failures into something fit for one line. */
public final class OneLine {
  /** Longer text is cut: a name in a damaged header may be megabytes long. */
  private static final int LONGEST = 200;

  private OneLine() {}

  /**
   * The text with control characters replaced by spaces, other unseen ones by "?", cut where it
   * gets long.
   *
   * @param text anything
   */
  public static String of(String text) {
    boolean whole = text.length() <= LONGEST;
    String kept = whole ? text : text.substring(0, LONGEST) + "…";
    return ShownName.of(kept.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " "));
  }

  /**
   * Why an input or output failed, in words, without the file's name.
   *
   * @param failure what the platform threw
   */
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "no such file or folder";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException file -> "it is not a folder";
      case FileSystemException other when other.getReason() != null -> of(other.getReason());
      case FileNotFoundException missing -> "no such file or folder";
      case ClosedByInterruptException interrupted -> "the thread was interrupted";
      case CharacterCodingException malformed -> "it is not UTF-8 text";
      default ->
          failure.getMessage() == null
              ? failure.getClass().getSimpleName()
              : of(failure.getMessage());
    };
  }
}
