package capstan.capsnet.network;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.loss.SoftmaxCrossEntropy;
import capstan.autograd.op.Convolve;
import capstan.autograd.op.Dropout;
import capstan.autograd.op.Linear;
import capstan.autograd.op.Relu;
import capstan.capsnet.layer.LayerSize;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.model.ConvolutionLayer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The convolutional network that the paper compares with (section 5), 35.4 million parameters for
 * MNIST: three 5x5 convolutions that keep the image's size, two fully connected hidden layers,
 * dropout before the last layer, softmax cross entropy.
 */
public final class BaselineCnn implements Model {
  private static final int[] CHANNELS = {256, 256, 128};
  private static final int[] HIDDEN = {328, 192};
  private static final int SIZE = 5;
  private static final int SAME = 2;

  private final BaselineCnnConfiguration configuration;
  private final List<ModelParameter> weights = new ArrayList<>();
  private final List<ModelParameter> biases = new ArrayList<>();

  /**
   * A network whose parameters are all zero.
   *
   * @param configuration images, classes and dropout
   * @throws InvalidSettingException if a layer has more numbers than one array holds
   */
  BaselineCnn(BaselineCnnConfiguration configuration) {
    this.configuration = configuration;
    requireSizes(configuration.image(), configuration.classes());
    int in = configuration.image().channels();
    for (int layer = 0; layer < CHANNELS.length; layer++) {
      int out = CHANNELS[layer];
      add(
          "conv" + (layer + 1),
          WeightLayout.convolution(SIZE, in, out),
          out,
          SIZE * SIZE * in,
          SIZE * SIZE * out);
      in = out;
    }
    int places = configuration.image().height() * configuration.image().width();
    int channels = in;
    in = Math.multiplyExact(places, channels);
    for (int layer = 0; layer <= HIDDEN.length; layer++) {
      int out = layer < HIDDEN.length ? HIDDEN[layer] : configuration.classes();
      WeightLayout layout =
          layer == 0 ? WeightLayout.readsImage(out, places, channels) : WeightLayout.same(out, in);
      add("fc" + (layer + 1), layout, out, in, out);
      in = out;
    }
  }

  private static void requireSizes(ImageExtents image, int classes) {
    LayerSize.require("Conv1", "weights", SIZE, SIZE, image.channels(), CHANNELS[0]);
    LayerSize.require("Conv1", "outputs per image", image.height(), image.width(), CHANNELS[0]);
    int channels = CHANNELS[CHANNELS.length - 1];
    LayerSize.require("Fc1", "weights", HIDDEN[0], image.height(), image.width(), channels);
    LayerSize.require("Fc" + (HIDDEN.length + 1), "weights", classes, HIDDEN[HIDDEN.length - 1]);
  }

  private void add(String name, WeightLayout layout, int out, double fanIn, double fanOut) {
    weights.add(
        ModelParameter.of(
            name + ".weight", layout, InitialDistribution.heUniform(), fanIn, fanOut));
    biases.add(
        ModelParameter.of(
            name + ".bias",
            WeightLayout.same(out),
            InitialDistribution.constant(0),
            fanIn,
            fanOut));
  }

  @Override
  public BaselineCnnConfiguration configuration() {
    return configuration;
  }

  @Override
  public List<ModelParameter> modelParameters() {
    List<ModelParameter> all = new ArrayList<>();
    for (int layer = 0; layer < weights.size(); layer++) {
      all.add(weights.get(layer));
      all.add(biases.get(layer));
    }
    return all;
  }

  private Variable recordLogits(Tape tape, Tensor images, long seed) {
    Variable x = tape.constant(images);
    int layer = 0;
    for (; layer < CHANNELS.length; layer++) {
      tape.scope("conv" + (layer + 1));
      x = Convolve.convolveRelu(x, weight(tape, layer), bias(tape, layer), 1, SAME);
    }
    int batch = images.shape().extent(0);
    x = x.reshape(batch, x.shape().elements() / batch);
    for (int hidden = 0; hidden < HIDDEN.length; hidden++, layer++) {
      tape.scope("fc" + (hidden + 1));
      x = Relu.relu(Linear.linear(x, weight(tape, layer), bias(tape, layer)));
    }
    tape.scope("fc" + (HIDDEN.length + 1));
    x = Dropout.dropout(x, configuration.dropout(), seed);
    return Linear.linear(x, weight(tape, layer), bias(tape, layer));
  }

  private Variable weight(Tape tape, int layer) {
    return tape.parameter(weights.get(layer).parameter());
  }

  private Variable bias(Tape tape, int layer) {
    return tape.parameter(biases.get(layer).parameter());
  }

  @Override
  public TrainingGraph recordTraining(Tape tape, Tensor images, Tensor targets, long seed) {
    Variable logits = recordLogits(tape, images, seed);
    tape.scope("loss");
    Variable loss = SoftmaxCrossEntropy.softmaxCrossEntropy(logits, tape.constant(targets));
    return new TrainingGraph(loss, loss, Optional.empty(), logits);
  }

  @Override
  public InferenceGraph recordInference(Tape tape, Tensor images) {
    return new InferenceGraph(recordLogits(tape, images, 0), Optional.empty());
  }

  @Override
  public double classificationLoss(float[] scores, int offset, int label) {
    return SoftmaxCrossEntropy.ofOne(scores, offset, configuration.classes(), label);
  }

  @Override
  public List<LayerSummary> layers() {
    int height = configuration.image().height();
    int width = configuration.image().width();
    List<LayerSummary> layers = new ArrayList<>();
    for (int layer = 0; layer < weights.size(); layer++) {
      Shape shape = weights.get(layer).parameter().shape();
      long parameters = (long) shape.elements() + shape.extent(layer < CHANNELS.length ? 3 : 0);
      if (layer < CHANNELS.length) {
        layers.add(
            new LayerSummary(
                "Conv" + (layer + 1),
                shape.extent(3) + " kernels 5x5x" + shape.extent(2) + ", same padding, ReLU",
                Shape.of(height, width, shape.extent(3)),
                parameters,
                2.0 * height * width * shape.elements()));
      } else {
        int index = layer - CHANNELS.length;
        String after =
            index == HIDDEN.length
                ? ", softmax"
                : index == HIDDEN.length - 1 ? ", ReLU, dropout" : ", ReLU";
        layers.add(
            new LayerSummary(
                "Fc" + (index + 1),
                shape.extent(1) + " -> " + shape.extent(0) + after,
                Shape.of(shape.extent(0)),
                parameters,
                2.0 * shape.elements()));
      }
    }
    return layers;
  }

  @Override
  public List<ConvolutionLayer> convolutions(int batch) {
    ImageExtents image = configuration.image();
    List<ConvolutionLayer> layers = new ArrayList<>();
    int in = image.channels();
    for (int out : CHANNELS) {
      layers.add(
          new ConvolutionLayer(
              "Conv" + (layers.size() + 1),
              new ConvolutionGeometry(
                  batch, image.height(), image.width(), in, out, SIZE, SIZE, 1, SAME)));
      in = out;
    }
    return layers;
  }
}
