package capstan.capsnet.inference;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.capsnet.model.CapsuleDrawing;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A trained network for programs that only want answers: one image in, one prediction out. It may
 * be called from any thread; calls wait for each other.
 *
 * {@snippet :
 * try (Classifier classifier = Classifier.load(Path.of("runs/first"), Backends.simd(2))) {
 *   Prediction prediction = classifier.predict(pixels);
 *   System.out.println(prediction.label() + " " + prediction.scores());
 * }
 * }
 */
public final class Classifier implements AutoCloseable {
  private final Model model;
  private final Backend backend;
  private final Workspace workspace = new Workspace();
  private final Tensor image;
  private final Tensor selection;
  private final Tape encoder;
  private final InferenceGraph graph;

  /** The decoder's tape, its input and its output; null until it is needed. */
  private Tape decoder;

  private Tensor decoderInput;
  private Variable drawn;

  /**
   * Over a network that may still be training between calls.
   *
   * @param model the network
   * @param backend what computes; closed with the classifier
   */
  public Classifier(Model model, Backend backend) {
    this.model = model;
    this.backend = backend;
    ImageExtents extents = model.configuration().image();
    image = workspace.take(1, extents.height(), extents.width(), extents.channels());
    image.fill(0);
    selection = workspace.take(1, model.configuration().classes());
    encoder = new Tape(backend, workspace, false);
    graph = model.recordInference(encoder, image);
  }

  /**
   * Reads a network.
   *
   * @param runOrFile a run folder or a checkpoint file
   * @param backend what computes; closed with the classifier, and at once if there is none
   * @throws IOException if there is no usable checkpoint; the message is one line
   */
  public static Classifier load(Path runOrFile, Backend backend) throws IOException {
    try {
      Classifier classifier = new Classifier(SavedModel.load(runOrFile).model(), backend);
      classifier.keepParameters(true);
      return classifier;
    } catch (IOException | RuntimeException failure) {
      backend.close();
      throw failure;
    }
  }

  /**
   * Promises that the network's parameters do not change until this is called again: for one image,
   * getting them ready takes longer than using them. A classifier from a file has that promise.
   *
   * @param kept whether it is given; false takes an earlier one back
   */
  public synchronized void keepParameters(boolean kept) {
    encoder.keepParameters(kept);
  }

  /** The network. */
  public Model model() {
    return model;
  }

  /**
   * What an image shows.
   *
   * @param pixels [height · width · channels], row by row, from 0 (background) to 1
   * @throws IllegalArgumentException if the count is not the network's
   * @throws capstan.capsnet.setting.InvalidSettingException if what the network says is no number
   */
  public synchronized Prediction predict(float... pixels) {
    encode(pixels);
    Tensor scores = graph.scores().value();
    Prediction.requireFinite(scores.array(), scores.offset(), scores.elements(), "the image");
    return Prediction.of(scores.array(), scores.offset(), scores.elements());
  }

  /**
   * The output capsules of an image.
   *
   * @param pixels as for {@link #predict}
   * @return [classes, dimensions], copied
   * @throws IllegalStateException if the network has no capsules
   */
  public synchronized Tensor capsules(float... pixels) {
    Tensor capsules =
        graph
            .capsules()
            .orElseThrow(() -> new IllegalStateException("this network has no capsules"))
            .value();
    encode(pixels);
    return Tensor.of(
        Shape.of(capsules.shape().extent(1), capsules.shape().extent(2)), capsules.toArray());
  }

  /**
   * An image as the network sees it: drawn again from its longest capsule.
   *
   * @param pixels as for {@link #predict}
   * @return as many pixels
   * @throws IllegalStateException if the network has no decoder
   */
  public synchronized float[] reconstruct(float... pixels) {
    Tensor capsules = capsules(pixels);
    Tensor scores = graph.scores().value();
    int label = Prediction.largest(scores.array(), scores.offset(), scores.elements());
    return decode(capsules, label);
  }

  /**
   * Draws an image from one capsule.
   *
   * @param capsules [classes, dimensions]
   * @param label whose capsule
   * @return [height · width · channels] pixels between 0 and 1
   * @throws IllegalStateException if the network has no decoder
   */
  public synchronized float[] decode(Tensor capsules, int label) {
    if (decoder == null) {
      recordDecoder();
    }
    decoderInput.copyFrom(capsules);
    selection.fill(0);
    selection.set(1, 0, label);
    decoder.forward();
    return drawn.value().toArray();
  }

  private void recordDecoder() {
    CapsuleDrawing drawing =
        model.drawing().orElseThrow(() -> new IllegalStateException("this network has no decoder"));
    decoderInput = workspace.take(graph.capsules().orElseThrow().shape());
    decoderInput.fill(0);
    selection.fill(0);
    decoder = new Tape(backend, workspace, false);
    drawn = drawing.record(decoder, decoder.constant(decoderInput), decoder.constant(selection));
  }

  private void encode(float[] pixels) {
    if (pixels.length != image.elements()) {
      throw new IllegalArgumentException(
          "an image of %s has %s numbers, found %s"
              .formatted(model.configuration().image(), image.elements(), pixels.length));
    }
    System.arraycopy(pixels, 0, image.array(), image.offset(), pixels.length);
    encoder.forward();
  }

  /** Closes the backend. */
  @Override
  public void close() {
    backend.close();
  }
}
