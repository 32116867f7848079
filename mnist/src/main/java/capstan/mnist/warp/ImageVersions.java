package capstan.mnist.warp;

import capstan.capsnet.data.ImageSet;
import java.io.IOException;
import java.util.Optional;

/**
 * The same images several times over, each time transformed otherwise. Where an image's versions
 * have the same place in all of them, their labels agree.
 */
public interface ImageVersions {

  /** What they are, in words for reports. */
  String origin();

  /** How often each image is there. */
  int versions();

  /**
   * One version of all images, in their order.
   *
   * @param version from 0
   * @throws IOException if it cannot be read; the message is one line
   */
  ImageSet version(int version) throws IOException;

  /**
   * What was done to an image, if that is known.
   *
   * @param version from 0
   * @param image from 0
   */
  Optional<AffinePose> pose(int version, int image);
}
