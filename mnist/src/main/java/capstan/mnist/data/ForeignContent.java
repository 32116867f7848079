package capstan.mnist.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is that has the name of another: the kinds that lie under the names of data sets.
 *
 * @param name what it is called
 * @param remedy what to do about it
 */
record ForeignContent(String name, String remedy) {
  /** How many bytes of a file tell what it is. */
  static final int LENGTH = 512;

  private static final String UNPACK = "unpack it and name the folder of its files";

  /** What files of a kind begin with. */
  private record Signature(String bytes, ForeignContent content) {
    Signature(String bytes, String name, String remedy) {
      this(bytes, new ForeignContent(name, remedy));
    }
  }

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("\u001f\u008b", "gzip inside gzip", "unpack it once more with gunzip"),
          new Signature("PK\u0003\u0004", "a zip archive", UNPACK),
          new Signature("BZh", "a bzip2 file", UNPACK),
          new Signature("\u00fd7zXZ\0", "an xz file", UNPACK),
          new Signature("7z\u00bc\u00af", "a 7z archive", UNPACK),
          new Signature("Rar!", "a RAR archive", UNPACK),
          new Signature("(\u00b5/\u00fd", "a Zstandard file", UNPACK),
          new Signature("\u001f\u009d", "a file of compress (.Z)", UNPACK),
          new Signature("\u0000\u0005\u0016\u0007", "a Mac's AppleDouble file", "remove it"),
          new Signature("\u0093NUMPY", "a NumPy array (.npy)", "write it as IDX"),
          new Signature("\u0089HDF\r\n", "an HDF5 file", "write its arrays as IDX"),
          new Signature("MATLAB 5.0", "a MATLAB file", "write its arrays as IDX"),
          new Signature("\u0089PNG", "a PNG picture", "put pictures into folders of classes"),
          new Signature(
              "\u00ff\u00d8\u00ff", "a JPEG picture", "put pictures into folders of classes"),
          new Signature(
              "version https://git-lfs",
              "a Git LFS pointer",
              "fetch the file itself with git lfs pull"));

  /**
   * Recognises a file by its beginning.
   *
   * @param beginning its first {@link #LENGTH} bytes, or all it has
   */
  static Optional<ForeignContent> of(byte[] beginning) {
    String text = new String(beginning, StandardCharsets.ISO_8859_1);
    for (Signature signature : SIGNATURES) {
      if (text.startsWith(signature.bytes)) {
        return Optional.of(signature.content);
      }
    }
    String start = text.stripLeading().toLowerCase(Locale.ROOT).replaceFirst("^ï»¿", "");
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("<head")) {
      return Optional.of(new ForeignContent("a web page (HTML)", "download the file itself"));
    }
    if (start.startsWith("<?xml") || start.startsWith("<!")) {
      return Optional.of(new ForeignContent("an XML page", "download the file itself"));
    }
    if (text.startsWith("ustar", 257)) {
      return Optional.of(new ForeignContent("a tar archive", UNPACK));
    }
    boolean readable =
        text.chars()
            .allMatch(c -> c >= 0x20 && c != 0x7f && c < 0x100 || Character.isWhitespace(c));
    return readable && !text.isBlank()
        ? Optional.of(new ForeignContent("text", "download the file itself"))
        : Optional.empty();
  }
}
