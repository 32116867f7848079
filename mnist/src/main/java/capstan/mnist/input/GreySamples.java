package capstan.mnist.input;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * The samples of a grey picture as they are stored: asked for colours, the JDK would brighten them
 * as if they were linear.
 *
 * @param raster where they are
 * @param alpha whether the second of a pixel is its opacity
 * @param fractions whether they are stored as such, 0 to 1
 * @param white the largest
 */
record GreySamples(Raster raster, boolean alpha, boolean fractions, double white) {

  /** Of a picture; empty if it is not grey. */
  static Optional<GreySamples> of(BufferedImage picture) {
    ColorModel model = picture.getColorModel();
    if (model instanceof IndexColorModel
        || model.getColorSpace().getType() != ColorSpace.TYPE_GRAY) {
      return Optional.empty();
    }
    int type = picture.getRaster().getDataBuffer().getDataType();
    boolean fractions = type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
    double white = fractions ? 1 : (1L << model.getComponentSize(0)) - 1;
    return Optional.of(new GreySamples(picture.getRaster(), model.hasAlpha(), fractions, white));
  }

  /** From 0, black, to 1, white. */
  float level(int x, int y) {
    return (float) (sample(x, y, 0) / white);
  }

  /** From 0, transparent, to 1. */
  float opacity(int x, int y) {
    return alpha ? (float) (sample(x, y, 1) / white) : 1;
  }

  private double sample(int x, int y, int band) {
    return fractions
        ? Math.clamp(raster.getSampleDouble(x, y, band), 0.0, 1.0)
        : Integer.toUnsignedLong(raster.getSample(x, y, band));
  }
}
