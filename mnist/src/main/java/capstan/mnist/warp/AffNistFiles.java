package capstan.mnist.warp;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.SystemFiles;
import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * affNIST as it is published (Tieleman, 2013): MATLAB files of version 5 to 7 with a structure
 * {@code affNISTdata}, whose {@code image} holds an image of 40x40 unsigned bytes per column, row
 * after row, and whose {@code label_int} holds as many digits. Either one file, cut into versions
 * of 10,000, or a folder of files, each a version.
 */
public final class AffNistFiles implements ImageVersions {
  /** Test digits of MNIST, and so images of a version. */
  private static final int DIGITS = 10_000;

  private static final int CLASSES = 10;
  private static final String STRUCTURE = "affNISTdata";
  private static final String IMAGES = "image";
  private static final String LABELS = "label_int";
  private static final String EXPECTED = "affNIST's structure " + STRUCTURE;

  private final Path place;
  private final List<Path> files;

  /** The file read last, whole, since it may hold several versions. */
  private ImageSet images;

  private Path read;
  private final int versionsInFile;

  /** Rows and columns of an image of the first file. */
  private final int side;

  private AffNistFiles(Path place, List<Path> files) throws IOException {
    this.place = place;
    this.files = files;
    int found = load(files.getFirst()).count();
    side = images.height();
    versionsInFile = files.size() == 1 && found % DIGITS == 0 ? found / DIGITS : 1;
  }

  /**
   * Opens the published files.
   *
   * @param place a file, or a folder of files that end in {@code .mat}, numbered or not
   * @throws InvalidDataException if there is none, or the first is not what it should be
   * @throws IOException if it cannot be read
   */
  public static AffNistFiles open(Path place) throws IOException {
    if (Files.isRegularFile(place)) {
      return new AffNistFiles(place, List.of(place));
    }
    if (!Files.isDirectory(place)) {
      throw new InvalidDataException(
          place, "no such file", "a .mat file of affNIST or a folder of them");
    }
    List<Path> files = new ArrayList<>(SystemFiles.usersFiles(place));
    files.removeIf(file -> !file.toString().toLowerCase(Locale.ROOT).endsWith(".mat"));
    if (files.isEmpty()) {
      throw new InvalidDataException(place, "no .mat file", "those of affNIST");
    }
    // 2.mat comes before 10.mat.
    files.sort(
        Comparator.<Path>comparingInt(file -> file.getFileName().toString().length())
            .thenComparing(Comparator.naturalOrder()));
    return new AffNistFiles(place, List.copyOf(files));
  }

  @Override
  public String origin() {
    return "affNIST, " + (files.size() == 1 ? "" : "the files in ") + ShownName.last(place);
  }

  @Override
  public int versions() {
    return files.size() * versionsInFile;
  }

  @Override
  public ImageSet version(int version) throws IOException {
    Path file = files.get(version / versionsInFile);
    ImageSet whole = load(file);
    if (whole.height() != side) {
      throw new InvalidDataException(
          file,
          "images of %dx%d".formatted(whole.height(), whole.width()),
          "%dx%d, as in %s".formatted(side, side, files.getFirst()));
    }
    return versionsInFile == 1 ? whole : whole.range(version % versionsInFile * DIGITS, DIGITS);
  }

  /**
   * Reads all files to their end.
   *
   * @return CRC-32C of all images and labels, in hexadecimal
   * @throws InvalidDataException if one is not what it should be
   * @throws IOException if one cannot be read
   */
  public String checksum() throws IOException {
    CRC32C checksum = new CRC32C();
    for (int version = 0; version < versions(); version++) {
      version(version).addTo(checksum);
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  @Override
  public Optional<AffinePose> pose(int version, int image) {
    return Optional.empty();
  }

  private ImageSet load(Path file) throws IOException {
    if (!file.equals(read)) {
      images = null;
      images = parse(file);
      read = file;
    }
    return images;
  }

  private ImageSet parse(Path file) throws IOException {
    Map<String, MatArray> fields =
        MatStructure.read(file, STRUCTURE, Set.of(IMAGES, LABELS), EXPECTED);
    MatArray pixels = fields.get(IMAGES);
    MatArray labels = fields.get(LABELS);
    int side = (int) Math.round(Math.sqrt(pixels.rows()));
    int count = pixels.columns();
    if (side * side != pixels.rows() || side == 0 || count == 0) {
      throw new InvalidDataException(
          file,
          "images of " + pixels.rows() + " by " + count + " bytes",
          "a square image per column");
    }
    if (labels.count() != count) {
      throw new InvalidDataException(
          file, labels.count() + " labels", count + ", one for each image");
    }
    return ImageSet.owning(
        origin(),
        side,
        side,
        1,
        CLASSES,
        bytes(file, "pixel", pixels, 255),
        bytes(file, "label", labels, CLASSES - 1));
  }

  private static byte[] bytes(Path file, String what, MatArray numbers, int largest)
      throws InvalidDataException {
    if (numbers.type() == MatArray.UINT8 && largest == 255) {
      return numbers.bytes().array();
    }
    byte[] bytes = new byte[numbers.count()];
    for (int i = 0; i < bytes.length; i++) {
      double value = numbers.get(i);
      if (!(value >= 0 && value <= largest) || value != Math.rint(value)) {
        throw new InvalidDataException(
            file, what + " " + value + " at index " + i, "whole numbers from 0 to " + largest);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }
}
