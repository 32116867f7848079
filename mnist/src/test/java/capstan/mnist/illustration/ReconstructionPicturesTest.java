package capstan.mnist.illustration;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.input.PictureFolder;
import capstan.mnist.input.PictureForm;
import capstan.mnist.input.PictureListener;
import capstan.mnist.picture.Reconstructions.Reading;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructionPicturesTest {
  @TempDir private Path folder;

  private void picture(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
  }

  @Test
  void classesHaveTheirNames() throws IOException {
    for (String name : new String[] {"bird", "cat", "dog"}) {
      picture("train/" + name + "/a.png");
      picture("test/" + name + "/a.png");
    }
    ImageSet images =
        PictureFolder.read(
                folder, OptionalInt.empty(), 1, PictureListener.SILENT, PictureForm.AS_THEY_ARE)
            .dataset()
            .test();
    assertThat(ReconstructionPictures.reading(images, 1, 2, "#1"))
        .isEqualTo(new Reading("cat", "dog", "#1"));
    assertThat(ReconstructionPictures.reading(images, 2, 2, ""))
        .isEqualTo(new Reading("dog", "dog", ""));
  }
}
