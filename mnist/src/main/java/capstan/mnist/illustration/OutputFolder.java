package capstan.mnist.illustration;

import capstan.capsnet.file.AtomicFile;
import capstan.mnist.display.Terminal;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that pictures and tables go into. */
public record OutputFolder(Path path) {
  /** Writes a text whole or not at all. */
  public static void writeText(Path file, String text) throws IOException {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Draws pictures and writes them. */
  @FunctionalInterface
  public interface Pictures {
    /**
     * Writes every picture, whole or not at all.
     *
     * @param written each file is added once it is there
     */
    void write(List<Path> written) throws IOException;
  }

  /**
   * Draws pictures beside tables that are written already: a machine without fonts has none, which
   * is reported and costs nothing else.
   *
   * @param err where that is reported
   * @return the files
   */
  public static List<Path> pictures(PrintWriter err, Pictures pictures) throws IOException {
    List<Path> written = new ArrayList<>();
    try {
      pictures.write(written);
    } catch (NoFontException noFont) {
      Terminal.complain(err, noFont.getMessage());
    }
    return written;
  }

  /**
   * The folder, made if it is not there.
   *
   * @throws IOException if nothing can be written into it; the message is one line
   */
  public static OutputFolder make(Path path) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException file) {
      throw new IOException(path + ": a file, expected a folder for the pictures", file);
    }
    AtomicFile.requireWritable(path);
    return new OutputFolder(path);
  }

  /** Writes a text and tells where. */
  public Path write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    writeText(file, text);
    return file;
  }

  /**
   * Draws a picture beside tables that are written already, as {@link #pictures} does.
   *
   * @param err where it is reported if there can be none
   * @return the file, if there is one
   */
  public List<Path> draw(PrintWriter err, String name, Drawing drawing) throws IOException {
    return pictures(err, written -> written.add(write(name, drawing.draw())));
  }

  /** Writes a picture and tells where. */
  public Path write(String name, Picture picture) throws IOException {
    Path file = path.resolve(name);
    picture.write(file);
    return file;
  }
}
