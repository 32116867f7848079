package capstan.capsnet.inspect;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;

/** Draws many images from output capsules, one capsule each. */
public final class CapsuleDecoder {
  private final int batch;
  private final ImageExtents image;
  private final Tensor input;
  private final Tensor selection;
  private final Tape tape;
  private final Variable drawn;

  /**
   * Over a network's decoder.
   *
   * @param network a network with a decoder
   * @param backend what computes
   * @param atOnce images that are going to be drawn at once, at least 1; of many, some after the
   *     other, as results do not depend on it
   * @throws IllegalStateException if the network has no decoder
   */
  public CapsuleDecoder(Model network, Backend backend, int atOnce) {
    CapsuleDrawing drawing =
        network
            .drawing()
            .orElseThrow(() -> new IllegalStateException("this network has no decoder"));
    ModelConfiguration configuration = network.configuration();
    batch = Math.min(atOnce, EncodedImages.BATCH);
    image = configuration.image();
    Workspace workspace = new Workspace();
    input =
        workspace.take(batch, configuration.classes(), network.capsuleDimensions().orElseThrow());
    input.fill(0);
    selection = workspace.take(batch, configuration.classes());
    selection.fill(0);
    tape = new Tape(backend, workspace, false);
    drawn = drawing.record(tape, tape.constant(input), tape.constant(selection));
  }

  /**
   * Draws images.
   *
   * @param capsules [count, classes, dimensions]
   * @param chosen the class whose capsule is drawn, one an image; the others are masked
   * @return [count, height, width, channels], in (0, 1)
   * @throws IllegalArgumentException if the counts differ
   */
  public Tensor decode(Tensor capsules, int... chosen) {
    int count = capsules.shape().extent(0);
    if (chosen.length != count) {
      throw new IllegalArgumentException(
          "%d sets of capsules with %d choices".formatted(count, chosen.length));
    }
    int row = input.elements() / batch;
    int size = image.numbers();
    float[] pixels = new float[Math.multiplyExact(count, size)];
    for (int start = 0; start < count; start += batch) {
      int part = Math.min(batch, count - start);
      System.arraycopy(
          capsules.array(),
          capsules.offset() + start * row,
          input.array(),
          input.offset(),
          part * row);
      selection.fill(0);
      for (int i = 0; i < part; i++) {
        selection.set(1, i, chosen[start + i]);
      }
      tape.forward();
      Tensor output = drawn.value();
      System.arraycopy(output.array(), output.offset(), pixels, start * size, part * size);
    }
    return Tensor.of(Shape.of(count, image.height(), image.width(), image.channels()), pixels);
  }
}
