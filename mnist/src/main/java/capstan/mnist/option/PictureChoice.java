package capstan.mnist.option;

import capstan.capsnet.data.InvalidDataException;
import capstan.mnist.input.PictureFile;
import capstan.mnist.input.PictureFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures that a user names: files, folders with all pictures in and below them, and {@code -} for
 * the one that comes through standard input.
 */
public final class PictureChoice {
  /** What stands for standard input. */
  static final Path INPUT = Path.of("-");

  /** What the picture that comes through it is called. */
  private static final String INPUT_NAME = "standard input";

  private static final int LONGEST_INPUT = 1 << 27;

  private PictureChoice() {}

  /**
   * The pictures, those of a folder by name.
   *
   * @param named at least one
   * @throws InvalidDataException if there is none in a folder
   * @throws IOException if a folder cannot be listed
   */
  public static List<Path> all(List<Path> named) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : named) {
      if (!each.equals(INPUT) && Files.isDirectory(each)) {
        files.addAll(PictureFolder.picturesIn(each));
      } else {
        files.add(each);
      }
    }
    return files;
  }

  /** What a picture is called. */
  public static String nameOf(Path picture) {
    return picture.equals(INPUT) ? INPUT_NAME : picture.toString();
  }

  /**
   * Reads a picture, be it a file or standard input.
   *
   * @param picture one of {@link #all}
   * @param in standard input
   * @throws InvalidDataException if it is no file, or too large
   * @throws IOException if reading fails
   */
  public static PictureFile read(Path picture, InputStream in) throws IOException {
    if (!picture.equals(INPUT)) {
      return PictureFile.of(picture);
    }
    byte[] bytes = in.readNBytes(LONGEST_INPUT + 1);
    if (bytes.length > LONGEST_INPUT) {
      throw new InvalidDataException(INPUT_NAME + ": more than 128 MiB, expected one picture");
    }
    return new PictureFile(Path.of(INPUT_NAME), bytes);
  }
}
