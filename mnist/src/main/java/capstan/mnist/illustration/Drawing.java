package capstan.mnist.illustration;

import capstan.mnist.picture.Picture;
import java.io.IOException;

/** Draws one picture when it is asked to. */
@FunctionalInterface
public interface Drawing {
  /**
   * Draws the picture anew at each call.
   *
   * @throws capstan.mnist.picture.NoFontException if the machine has no font
   * @throws IOException if it cannot be drawn
   */
  Picture draw() throws IOException;
}
