package capstan.mnist.option;

import capstan.capsnet.data.InvalidDataException;
import capstan.mnist.input.PictureFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  private static final long LONGEST_INPUT = 256L << 20;

  private PictureChoice() {}

  /** Makes something of a picture file. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads one file.
     *
     * @throws IOException if it is no picture; the message is one line
     */
    T read(Path file) throws IOException;
  }

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
   * @param reader reads the file
   * @throws IOException as the reader does
   */
  public static <T> T read(Path picture, InputStream in, Reader<T> reader) throws IOException {
    if (!picture.equals(INPUT)) {
      return reader.read(picture);
    }
    Path file = Files.createTempFile("capstan-", "");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          length += read;
          if (length > LONGEST_INPUT) {
            throw new InvalidDataException(
                INPUT_NAME + ": more than 256 MiB, expected one picture");
          }
          out.write(buffer, 0, read);
        }
      }
      return reader.read(file);
    } catch (InvalidDataException wrong) {
      throw new InvalidDataException(wrong.getMessage().replace(file.toString(), INPUT_NAME));
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
