package capstan.capsnet.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Names of files and folders as people read them. A file system takes almost any character into a
 * name: some steer a terminal, break a line, turn the text beside them round or are not seen.
 */
public final class ShownName {
  /** Marks of text direction, and what takes no room: spaces without width, soft hyphens. */
  private static final String UNSEEN =
      "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff";

  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}" + UNSEEN + "]");

  /** Joiners belong to a name where they stand between letters that may be joined. */
  private static final Pattern TAKES_NO_ROOM =
      Pattern.compile(
          "["
              + UNSEEN
              + "]|(?<![^\\x00-\\x7f])[\\u200c\\u200d]|[\\u200c\\u200d](?![^\\x00-\\x7f])");

  private static final Pattern SPACES = Pattern.compile("\\p{Zs}+");

  private ShownName() {}

  /**
   * A text with "?" for every character that would do anything but be seen, and for what stands for
   * a letter that did not come through.
   *
   * @param name a path, a name or a text with names in it
   */
  public static String of(Object name) {
    return STEERING.matcher(String.valueOf(name)).replaceAll("?").replace('\uFFFD', '?');
  }

  /**
   * The name of a folder or a file without the way there, which is of one machine and may hold its
   * user's name.
   *
   * @param path any path
   */
  public static String last(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return of(name == null ? path : name);
  }

  /**
   * Whether all of a text is seen, and seen where it stands.
   *
   * @param name any text
   */
  public static boolean isPlain(String name) {
    return !STEERING.matcher(name).find();
  }

  /**
   * What names that look the same have in common: accents as one character with their letter
   * (Unicode's form NFC; some file systems store them apart), nothing that takes no room, one space
   * for several, none at the ends. Capitals remain: a and A are two letters.
   *
   * @param name of a class
   */
  public static String alike(String name) {
    String seen =
        TAKES_NO_ROOM.matcher(Normalizer.normalize(name, Normalizer.Form.NFC)).replaceAll("");
    return SPACES.matcher(seen).replaceAll(" ").strip();
  }
}
