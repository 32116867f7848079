package capstan.capsnet.onnx;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.Lengths;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A user's network: any layers one after the other, and maybe something after them. */
record LayeredModel(
    ImageExtents image, int classes, List<Layer> layers, UnaryOperator<Variable> after)
    implements Model {

  LayeredModel(ImageExtents image, int classes, Layer... layers) {
    this(image, classes, List.of(layers), x -> x);
    Layer.initialise(this.layers, 5);
  }

  @Override
  public ModelConfiguration configuration() {
    return new Configuration(image, classes);
  }

  private record Configuration(ImageExtents image, int classes) implements ModelConfiguration {
    @Override
    public Model newModel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ModelConfiguration resized(ImageExtents other, int number) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public OptionalInt capsuleDimensions() {
    return layers.getLast() instanceof OutputCapsules capsules
        ? OptionalInt.of(capsules.output().extent(1))
        : OptionalInt.empty();
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    Variable x = tape.constant(images);
    int batch = images.shape().extent(0);
    for (Layer layer : layers) {
      int[] extents =
          IntStream.concat(IntStream.of(batch), IntStream.of(layer.input().extents())).toArray();
      x = layer.apply(x.reshape(extents));
    }
    x = after.apply(x);
    return capsuleDimensions().isPresent()
        ? new InferenceGraph(Lengths.lengths(x), Optional.of(x))
        : new InferenceGraph(x, Optional.empty());
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    throw new UnsupportedOperationException();
  }
}
