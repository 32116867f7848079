package capstan.mnist.warp;

import capstan.mnist.data.ImageSet;
import capstan.mnist.data.InvalidDataException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * affNIST as it is published (Tieleman, 2013): MATLAB files of version 5 to 7 with a structure
 * {@code affNISTdata}, whose {@code image} holds an image of 40x40 unsigned bytes a column, row
 * after row, and whose {@code label_int} holds as many digits. Either one file, cut into versions
 * of 10,000, or a folder of files, each a version.
 */
public final class AffNistFiles implements ImageVersions {
  /** Test digits of MNIST, and so images of a version. */
  private static final int DIGITS = 10_000;

  private static final int CLASSES = 10;
  private static final String EXPECTED = "affNIST's structure affNISTdata";

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
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "*.mat")) {
      found.forEach(files::add);
    }
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
    return "affNIST, " + (files.size() == 1 ? place : "the files in " + place);
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
    try {
      MatChecksums.check(file);
    } catch (IOException damaged) {
      throw unreadable(file, damaged);
    }
    try (Mat5File mat = Mat5.readFromFile(file.toFile())) {
      Struct data = mat.getStruct("affNISTdata");
      return images(file, data.getMatrix("image"), data.getMatrix("label_int"));
    } catch (InvalidDataException wrong) {
      throw wrong;
    } catch (IOException | RuntimeException damaged) {
      // The library answers files that are none with exceptions of many kinds.
      throw unreadable(file, damaged);
    }
  }

  private static InvalidDataException unreadable(Path file, Exception damaged) {
    Throwable cause = damaged;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason =
        cause.getMessage() == null || cause.getMessage().isBlank()
            ? "damaged"
            : cause.getMessage().lines().findFirst().orElse("damaged");
    return new InvalidDataException(file, "a file that cannot be read (" + reason + ")", EXPECTED);
  }

  private ImageSet images(Path file, Matrix pixels, Matrix labels) throws InvalidDataException {
    int side = (int) Math.round(Math.sqrt(pixels.getNumRows()));
    int count = pixels.getNumCols();
    if (side * side != pixels.getNumRows() || side == 0 || count == 0) {
      throw new InvalidDataException(
          file,
          "images of " + pixels.getNumRows() + " by " + count + " bytes",
          "a square image a column");
    }
    if (labels.getNumElements() != count) {
      throw new InvalidDataException(
          file, labels.getNumElements() + " labels", count + ", one for each image");
    }
    byte[] bytes = new byte[Math.multiplyExact(count, side * side)];
    for (int i = 0; i < bytes.length; i++) {
      double value = pixels.getDouble(i);
      if (!(value >= 0 && value <= 255) || value != Math.rint(value)) {
        throw new InvalidDataException(file, "pixel " + value, "whole numbers from 0 to 255");
      }
      bytes[i] = (byte) value;
    }
    byte[] digits = new byte[count];
    for (int i = 0; i < count; i++) {
      double label = labels.getDouble(i);
      if (!(label >= 0 && label < CLASSES) || label != Math.rint(label)) {
        throw new InvalidDataException(
            file, "label " + label + " at index " + i, "whole numbers from 0 to " + (CLASSES - 1));
      }
      digits[i] = (byte) label;
    }
    return ImageSet.owning(origin(), side, side, 1, CLASSES, bytes, digits);
  }
}
