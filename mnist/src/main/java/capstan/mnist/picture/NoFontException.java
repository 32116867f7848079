package capstan.mnist.picture;

import java.io.IOException;

/** No picture can have words because the machine has no font; the message says what to install. */
public final class NoFontException extends IOException {
  private static final long serialVersionUID = 1;

  NoFontException(Throwable cause) {
    super(
        "no pictures: Java found no font on this machine; install one, for example the packages"
            + " fontconfig and fonts-dejavu-core",
        cause);
  }
}
