package capstan.mnist.experiment;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for all that decides what a network says of images. */
final class PartDigest {
  private static final int BYTES = 16;

  private final byte[] network;

  /** Of the tests of one network, whose parameters must stay as they are, on one backend. */
  PartDigest(Model model, Backend backend) {
    MessageDigest digest = sha256();
    digest.update(ConfigurationJson.write(model.configuration()).getBytes(StandardCharsets.UTF_8));
    digest.update((backend.name() + backend.description()).getBytes(StandardCharsets.UTF_8));
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor value = parameter.parameter().value();
      ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(value.elements(), Float.BYTES));
      bytes.asFloatBuffer().put(value.array(), value.offset(), value.elements());
      digest.update(bytes);
    }
    network = digest.digest();
  }

  /** Of its test on these images. */
  String of(ImageSet images) {
    MessageDigest digest = sha256();
    digest.update(network);
    String extents =
        "%s %s %s %s".formatted(images.count(), images.height(), images.width(), images.channels());
    digest.update(extents.getBytes(StandardCharsets.UTF_8));
    for (int image = 0; image < images.count(); image++) {
      digest.update((byte) images.label(image));
      digest.update(images.image(image));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
