package capstan.capsnet.data;

import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.nio.file.Path;

/** Data that is missing or not what it should be; the message is one line made for the user. */
public final class InvalidDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message one line naming what was read, the value found and the value expected
   */
  public InvalidDataException(String message) {
    super(ShownName.of(message));
  }

  /**
   * Says what is wrong with one file.
   *
   * @param file the file or folder
   * @param found what is there
   * @param expected what should be there
   */
  public InvalidDataException(Path file, String found, String expected) {
    this(file + ": found " + found + ", expected " + expected);
  }
}
