package capstan.mnist.serving;

import capstan.capsnet.inference.BatchClassifier;
import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.inspect.CapsuleDecoder;
import capstan.capsnet.inspect.RoutingTrace;
import capstan.capsnet.model.Model;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.mnist.illustration.PictureInput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A network that is served. What computes, the methods that say so, is called on the engine's
 * thread alone; all else by anybody.
 */
final class ServedModel {
  private static final Duration REHEARSAL = Duration.ofMillis(500);

  private final NetworkSource source;
  private final Backend backend;
  private final BatchClassifier classifier;
  private final Optional<CapsuleDecoder> decoder;
  private final PictureInput input;
  private volatile SavedModel saved;

  /**
   * Records the network; computes.
   *
   * @param source the network
   * @param backend the engine's
   * @param most images of a batch
   */
  ServedModel(NetworkSource source, Backend backend, int most) {
    this.source = source;
    saved = source.saved();
    this.backend = backend;
    Model model = saved.model();
    classifier = new BatchClassifier(model, backend, most);
    decoder = model.drawing().map(_ -> new CapsuleDecoder(model, backend, 1));
    input = PictureInput.of(saved);
    rehearse();
  }

  /** Computes until the JVM has compiled most of it, which the first requests would wait for. */
  private void rehearse() {
    float[] blank = new float[model().configuration().image().numbers()];
    for (long start = System.nanoTime(); System.nanoTime() - start < REHEARSAL.toNanos(); ) {
      Answer answer = classifier.answer(List.of(blank)).getFirst();
      answer.capsules().filter(_ -> decoder.isPresent()).ifPresent(capsules -> draw(capsules, 0));
      trace(blank);
    }
  }

  /** What requests call it. */
  String name() {
    return source.name();
  }

  /** Where it came from, and what was measured of it. */
  NetworkSource source() {
    return source;
  }

  /** The file it came from, its classes, its history. */
  SavedModel saved() {
    return saved;
  }

  /** The network. */
  Model model() {
    return classifier.model();
  }

  /** Of what training had come to: the steps done, or 1 for a file that does not tell. */
  String version() {
    return saved.history().map(history -> String.valueOf(history.step())).orElse("1");
  }

  /** What makes images of pictures. */
  PictureInput input() {
    return input;
  }

  /** What answers; for the engine alone. */
  BatchClassifier classifier() {
    return classifier;
  }

  /**
   * Draws an image from a capsule; computes.
   *
   * @param capsules [classes, dimensions]
   * @param label whose capsule
   * @return [height · width · channels], in (0, 1)
   */
  float[] draw(Tensor capsules, int label) {
    Shape one = Shape.of(1, capsules.shape().extent(0), capsules.shape().extent(1));
    return decoder.orElseThrow().decode(capsules.reshape(one), label).toArray();
  }

  /** How an image is routed, where the network routes; computes. */
  Optional<RoutingTrace> trace(float[] pixels) {
    return RoutingTrace.isOf(model())
        ? Optional.of(RoutingTrace.of(model(), backend, pixels))
        : Optional.empty();
  }

  /** Whether another network could take this one's place without being recorded anew. */
  boolean isLike(SavedModel other) {
    return other.model().configuration().equals(model().configuration())
        && other.classNames().equals(saved.classNames());
  }

  /**
   * Takes over the weights of a later checkpoint; computes.
   *
   * @param later for which {@link #isLike} holds
   */
  void renew(SavedModel later) {
    for (int k = 0; k < model().parameters().size(); k++) {
      Tensor own = model().parameters().get(k).value();
      own.copyFrom(later.model().parameters().get(k).value());
    }
    classifier.renew();
    // Of the two copies of the weights only this network's stays.
    saved =
        new SavedModel(
            model(),
            later.classNames(),
            later.namesClasses(),
            later.configuration(),
            later.history(),
            later.file(),
            later.notice(),
            later.resizing());
  }
}
