package capstan.capsnet.idx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The format of a picture, recognized by a file's first bytes: names may have any ending, or none.
 */
public enum PictureFormat {
  /** PNG, which is read. */
  PNG("PNG", true, "\u0089PNG\r\n\u001a\n"),
  /** JPEG, which is read. */
  JPEG("JPEG", true, "\u00ff\u00d8\u00ff"),
  /** GIF, which is read. */
  GIF("GIF", true, "GIF87a", "GIF89a"),
  /** BMP, which is read. */
  BMP("BMP", true, "BM?????????????\0\0\0"),
  /** Canon raw, which is known by its first bytes and refused by name. */
  CANON_RAW("Canon raw", false, "II*\0????CR", "????ftypcrx "),
  /** TIFF, which is read. */
  TIFF("TIFF", true, "II*\0", "MM\0*"),
  /** WebP, which is read. */
  WEBP("WebP", true, "RIFF????WEBP"),
  /** PBM, PGM or PPM, which is read. */
  PNM("PBM, PGM or PPM", true),
  /** PAM, which is known by its first bytes and refused by name. */
  PAM("PAM", false, "P7\n"),
  /** PFM, which is known by its first bytes and refused by name. */
  PFM("PFM", false, "PF\n", "Pf\n"),
  /** AVIF, which is known by its first bytes and refused by name. */
  AVIF("AVIF", false, "????ftypavif", "????ftypavis"),
  /** HEIC, which is known by its first bytes and refused by name. */
  HEIC("HEIC", false, "????ftyphei", "????ftyphev", "????ftypmif1", "????ftypmsf1"),
  /** JPEG XL, which is known by its first bytes and refused by name. */
  JPEG_XL("JPEG XL", false, "\0\0\0\fJXL ", "\u00ff\n"),
  /** JPEG 2000, which is known by its first bytes and refused by name. */
  JPEG_2000("JPEG 2000", false, "\0\0\0\fjP  ", "\u00ffO\u00ffQ"),
  /** BigTIFF, which is known by its first bytes and refused by name. */
  BIG_TIFF("BigTIFF", false, "II+\0", "MM\0+"),
  /** SVG, which is known by its text and refused by name. */
  SVG("SVG", false),
  /** PDF, which is known by its first bytes and refused by name. */
  PDF("PDF", false, "%PDF-"),
  /** PostScript, which is known by its first bytes and refused by name. */
  POSTSCRIPT("PostScript", false, "%!PS"),
  /** Photoshop, which is known by its first bytes and refused by name. */
  PSD("Photoshop", false, "8BPS"),
  /** GIMP, which is known by its first bytes and refused by name. */
  XCF("GIMP", false, "gimp xcf"),
  /** ICO, which is known by its first bytes and refused by name. */
  ICO("ICO", false, "\0\0\u0001\0?\0"),
  /** ICNS, which is known by its first bytes and refused by name. */
  ICNS("ICNS", false, "icns"),
  /** OpenEXR, which is known by its first bytes and refused by name. */
  EXR("OpenEXR", false, "v/1\u0001"),
  /** Radiance HDR, which is known by its first bytes and refused by name. */
  HDR("Radiance HDR", false, "#?RADIANCE", "#?RGBE"),
  /** DDS, which is known by its first bytes and refused by name. */
  DDS("DDS", false, "DDS "),
  /** DICOM, which is known by its first bytes and refused by name. */
  DICOM("DICOM", false, "?".repeat(128) + "DICM"),
  /** FITS, which is known by its first bytes and refused by name. */
  FITS("FITS", false, "SIMPLE  ="),
  /** QOI, which is known by its first bytes and refused by name. */
  QOI("QOI", false, "qoif"),
  /** MNG or JNG, which is known by its first bytes and refused by name. */
  MNG("MNG or JNG", false, "\u008aMNG", "\u008bJNG"),
  /** DjVu, which is known by its first bytes and refused by name. */
  DJVU("DjVu", false, "AT&TFORM"),
  /** Fuji raw, which is known by its first bytes and refused by name. */
  FUJI_RAW("Fuji raw", false, "FUJIFILMCCD-RAW");

  /** The formats that are read, as messages list them. */
  public static final String READ = "a PNG, JPEG, GIF, BMP, TIFF, WebP, PBM, PGM or PPM picture";

  private static final int LONGEST_START = 1024;

  /** Names that promise a picture, whatever the file holds. */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "apng", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "tif", "tiff", "webp",
          "pbm", "pgm", "ppm", "pnm", "heic", "heif", "avif", "jxl", "jp2", "j2k", "tga", "svg");

  private final String label;
  private final boolean read;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> starts;

  /**
   * Describes a format.
   *
   * @param label what it is called
   * @param read whether its pictures can be read
   * @param starts first bytes, as ISO 8859-1; a question mark stands for any
   */
  PictureFormat(String label, boolean read, String... starts) {
    this.label = label;
    this.read = read;
    this.starts = List.of(starts);
  }

  /**
   * Whether a file is to be taken for a picture: it begins as one, of a format that is read or not,
   * or its name ends as a picture's. Reading it tells what is wrong with it, if anything is.
   *
   * @param file any path; a folder is no picture, whatever its name
   * @throws IOException if it cannot be read
   */
  public static boolean isPicture(Path file) throws IOException {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !Files.isDirectory(file)
        && (ENDINGS.contains(ending) || (Files.isRegularFile(file) && of(file).isPresent()));
  }

  /**
   * The format of a file.
   *
   * @param file a regular file
   * @return empty if it begins as no picture
   * @throws IOException if it cannot be read
   */
  public static Optional<PictureFormat> of(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return of(stream.readNBytes(LONGEST_START));
    }
  }

  /**
   * The format of a picture.
   *
   * @param bytes its first, or all of it
   * @return empty if it begins as no picture
   */
  public static Optional<PictureFormat> of(byte[] bytes) {
    String text =
        new String(bytes, 0, Math.min(bytes.length, LONGEST_START), StandardCharsets.ISO_8859_1);
    for (PictureFormat format : values()) {
      if (format.begins(text)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private boolean begins(String text) {
    return switch (this) {
      // Text of any kind may begin with a letter and a digit: a picture goes on with numbers.
      case PNM -> text.matches("(?s)P[1-6]\\s+(#[^\\n\\r]*[\\n\\r]\\s*)*\\d.*");
      case SVG ->
          text.matches("(?s)\\s*(\u00ef\u00bb\u00bf)?\\s*<(svg|(\\?xml|!--|!DOCTYPE svg).*<svg).*");
      default -> {
        for (String start : starts) {
          if (matches(start, text)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static boolean matches(String start, String text) {
    if (text.length() < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (start.charAt(i) != '?' && start.charAt(i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What people call it. */
  public String label() {
    return label;
  }

  /** Whether its pictures can be read. */
  public boolean read() {
    return read;
  }
}
