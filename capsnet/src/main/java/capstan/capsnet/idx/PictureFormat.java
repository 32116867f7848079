package capstan.capsnet.idx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The format of a picture, recognized by a file's first bytes: names may have any ending, or none.
 */
public enum PictureFormat {
  /** PNG, which is read. */
  PNG("PNG", true, "\u0089PNG\r\n\u001a\n"),
  /** JPEG, which is read. */
  JPEG("JPEG", true, "\u00ff\u00d8\u00ff"),
  /** GIF, which is read. */
  GIF("GIF", true, "GIF8[79]a"),
  /** BMP, which is read. */
  BMP("BMP", true, "BM.{13}\0\0\0"),
  /** Canon raw, which is known by its first bytes and refused by name. */
  CANON_RAW("Canon raw", false, "II\\*\0.{4}CR|.{4}ftypcrx "),
  /** TIFF, which is read. */
  TIFF("TIFF", true, "II\\*\0|MM\0\\*"),
  /** WebP, which is read. */
  WEBP("WebP", true, "RIFF.{4}WEBP"),
  /** PBM, PGM or PPM, which is read; text may begin so too, but a picture goes on with numbers. */
  PNM("PBM, PGM or PPM", true, "P[1-6]\\s+(#[^\\n\\r]*[\\n\\r]\\s*)*\\d"),
  /** PAM, which is known by its first bytes and refused by name. */
  PAM("PAM", false, "P7\n"),
  /** PFM, which is known by its first bytes and refused by name. */
  PFM("PFM", false, "P[Ff]\n"),
  /** AVIF, which is known by its first bytes and refused by name. */
  AVIF("AVIF", false, ".{4}ftypavi[fs]"),
  /** HEIC, which is known by its first bytes and refused by name. */
  HEIC("HEIC", false, ".{4}ftyp(he[iv]|mif1|msf1)"),
  /** JPEG XL, which is known by its first bytes and refused by name. */
  JPEG_XL("JPEG XL", false, "\0\0\0\fJXL |\u00ff\n"),
  /** JPEG 2000, which is known by its first bytes and refused by name. */
  JPEG_2000("JPEG 2000", false, "\0\0\0\fjP  |\u00ffO\u00ffQ"),
  /** BigTIFF, which is known by its first bytes and refused by name. */
  BIG_TIFF("BigTIFF", false, "II\\+\0|MM\0\\+"),
  /** SVG, which is known by its text and refused by name. */
  SVG("SVG", false, "\\s*(\u00ef\u00bb\u00bf)?\\s*<(svg|(\\?xml|!--|!DOCTYPE svg).*<svg)"),
  /** PDF, which is known by its first bytes and refused by name. */
  PDF("PDF", false, "%PDF-"),
  /** PostScript, which is known by its first bytes and refused by name. */
  POSTSCRIPT("PostScript", false, "%!PS"),
  /** Photoshop, which is known by its first bytes and refused by name. */
  PSD("Photoshop", false, "8BPS"),
  /** GIMP, which is known by its first bytes and refused by name. */
  XCF("GIMP", false, "gimp xcf"),
  /** ICO, which is known by its first bytes and refused by name. */
  ICO("ICO", false, "\0\0\u0001\0.\0"),
  /** ICNS, which is known by its first bytes and refused by name. */
  ICNS("ICNS", false, "icns"),
  /** OpenEXR, which is known by its first bytes and refused by name. */
  EXR("OpenEXR", false, "v/1\u0001"),
  /** Radiance HDR, which is known by its first bytes and refused by name. */
  HDR("Radiance HDR", false, "#\\?(RADIANCE|RGBE)"),
  /** DDS, which is known by its first bytes and refused by name. */
  DDS("DDS", false, "DDS "),
  /** DICOM, which is known by its first bytes and refused by name. */
  DICOM("DICOM", false, ".{128}DICM"),
  /** FITS, which is known by its first bytes and refused by name. */
  FITS("FITS", false, "SIMPLE  ="),
  /** QOI, which is known by its first bytes and refused by name. */
  QOI("QOI", false, "qoif"),
  /** MNG or JNG, which is known by its first bytes and refused by name. */
  MNG("MNG or JNG", false, "\u008aMNG|\u008bJNG"),
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
  private final Pattern start;

  /**
   * Describes a format.
   *
   * @param label what it is called
   * @param read whether its pictures can be read
   * @param start pattern of its first bytes, read as ISO 8859-1
   */
  PictureFormat(String label, boolean read, String start) {
    this.label = label;
    this.read = read;
    this.start = Pattern.compile(start, Pattern.DOTALL);
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
    return Arrays.stream(values())
        .filter(format -> format.start.matcher(text).lookingAt())
        .findFirst();
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
