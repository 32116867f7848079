package capstan.mnist.input;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * The samples of a grey picture as they are stored: asked for colours, the JDK would brighten them
 * as if they were linear.
 */
final class GreySamples {
  private final Raster raster;
  private final boolean alpha;
  private final boolean fractions;
  private final double white;

  private GreySamples(BufferedImage picture) {
    raster = picture.getRaster();
    alpha = picture.getColorModel().hasAlpha();
    int type = raster.getDataBuffer().getDataType();
    fractions = type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
    white = fractions ? 1 : (1L << picture.getColorModel().getComponentSize(0)) - 1;
  }

  /** Of a picture; empty if it is not grey. */
  static Optional<GreySamples> of(BufferedImage picture) {
    boolean grey =
        !(picture.getColorModel() instanceof IndexColorModel)
            && picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    return grey ? Optional.of(new GreySamples(picture)) : Optional.empty();
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
