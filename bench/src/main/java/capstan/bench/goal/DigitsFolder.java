package capstan.bench.goal;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder as large as MNIST and in its form, of a few drawn digits repeated. */
final class DigitsFolder {
  private static final int DISTINCT = 2000;

  private DigitsFolder() {}

  /**
   * Writes the four files.
   *
   * @param folder where to; made if need be
   * @param train number of training images
   * @param test number of test images
   */
  static void write(Path folder, int train, int test) throws IOException {
    ImageSet digits = DrawnDigits.dataset(DISTINCT, 1, DrawnDigits.SEED, 1).train();
    Files.createDirectories(folder);
    write(folder, "train", digits, train);
    write(folder, "t10k", digits, test);
  }

  private static void write(Path folder, String half, ImageSet digits, int count)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * digits.imageSize());
    images.putInt(0x803).putInt(count).putInt(digits.height()).putInt(digits.width());
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int image = 0; image < count; image++) {
      images.put(digits.image(image % digits.count()));
      labels.put((byte) digits.label(image % digits.count()));
    }
    Files.write(folder.resolve(half + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(half + "-labels-idx1-ubyte"), labels.array());
  }
}
