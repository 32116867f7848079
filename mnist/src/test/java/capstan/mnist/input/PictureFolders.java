package capstan.mnist.input;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.LocatedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/** Writes small pictures into folders, and reads these. */
final class PictureFolders {
  private PictureFolders() {}

  /** Writes grey pictures of 3x2, each of one level. */
  static void write(Path folder, String... names) throws IOException {
    for (String name : names) {
      write(folder.resolve(name), 3, 2, 0x404040);
    }
  }

  /** Writes a picture of one colour. */
  static void write(Path file, int width, int height, int colour) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, colour);
    }
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(picture, "png", file.toFile())).isTrue();
  }

  static LocatedData read(Path folder, PictureForm form) throws IOException {
    return PictureFolder.read(folder, OptionalInt.empty(), 2, PictureListener.SILENT, form);
  }

  static LocatedData read(Path folder) throws IOException {
    return read(folder, PictureForm.AS_THEY_ARE);
  }
}
