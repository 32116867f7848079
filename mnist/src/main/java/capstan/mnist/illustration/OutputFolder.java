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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A folder that pictures and tables go into, each whole or not at all. */
public final class OutputFolder {
  private final Path path;
  private final Set<Path> files = new LinkedHashSet<>();

  /** One that is there. */
  public OutputFolder(Path path) {
    this.path = path;
  }

  /** Writes a text whole or not at all. */
  public static void writeText(Path file, String text) throws IOException {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Draws pictures and writes them. */
  @FunctionalInterface
  public interface Pictures {
    /** Writes every picture. */
    void write() throws IOException;
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

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** What was written, in order. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** Writes a text. */
  public void write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    writeText(file, text);
    files.add(file);
  }

  /** Writes a picture. */
  public void write(String name, Picture picture) throws IOException {
    Path file = path.resolve(name);
    picture.write(file);
    files.add(file);
  }

  /**
   * Draws pictures beside tables that are written already: a machine without fonts has none, which
   * is reported and costs nothing else.
   *
   * @param err where that is reported
   * @param pictures writes them here
   */
  public static void draw(PrintWriter err, Pictures pictures) throws IOException {
    try {
      pictures.write();
    } catch (NoFontException noFont) {
      Terminal.complain(err, noFont.getMessage());
    }
  }
}
