package capstan.capsnet.network;

import capstan.capsnet.layer.LayerSize;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ConvolutionLayer;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.RoutingGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * What the layers of a capsule network do and cost.
 *
 * @param configuration every switch
 */
record CapsNetLayers(CapsNetConfiguration configuration) {

  /**
   * Each layer but the decoder's, for tables.
   *
   * @param parameters the network's
   */
  List<LayerSummary> of(CapsNetParameters parameters) {
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    List<LayerSummary> layers = new ArrayList<>();
    double conv1Products =
        (double) configuration.conv1Height()
            * configuration.conv1Width()
            * parameters.conv1Weight().parameter().value().elements();
    layers.add(
        new LayerSummary(
            "Conv1",
            configuration.conv1().kernels()
                + " kernels "
                + configuration.conv1().size()
                + "x"
                + configuration.conv1().size()
                + "x"
                + configuration.image().channels()
                + ", stride "
                + configuration.conv1().stride()
                + ", ReLU",
            Shape.of(
                configuration.conv1Height(),
                configuration.conv1Width(),
                configuration.conv1().kernels()),
            count(parameters.conv1Weight()) + count(parameters.conv1Bias()),
            2 * conv1Products));
    double primaryProducts =
        (double) configuration.gridHeight()
            * configuration.gridWidth()
            * parameters.primaryWeight().parameter().value().elements();
    layers.add(
        new LayerSummary(
            "PrimaryCaps",
            primary.types()
                + " types x "
                + primary.dimensions()
                + " kernels "
                + primary.size()
                + "x"
                + primary.size()
                + "x"
                + configuration.conv1().kernels()
                + ", stride "
                + primary.stride()
                + (primary.relu() ? ", ReLU" : "")
                + ", squash",
            Shape.of(configuration.primaryCapsules(), primary.dimensions()),
            count(parameters.primaryWeight()) + count(parameters.primaryBias()),
            2 * primaryProducts));
    int rounds = configuration.digitCaps().rounds();
    double predictions =
        (double) configuration.primaryCapsules()
            * configuration.classes()
            * configuration.digitCaps().dimensions();
    layers.add(
        new LayerSummary(
            "DigitCaps",
            "W[i,j] "
                + configuration.digitCaps().dimensions()
                + "x"
                + primary.dimensions()
                + ", "
                + rounds
                + (rounds == 1 ? " round" : " rounds")
                + " of routing",
            Shape.of(configuration.classes(), configuration.digitCaps().dimensions()),
            count(parameters.transformationMatrices())
                + parameters.digitBias().map(CapsNetLayers::count).orElse(0L),
            // Prediction vectors; a weighted sum a round; an agreement after all but the last.
            2 * predictions * primary.dimensions() + 2 * predictions * (2 * rounds - 1)));
    return layers;
  }

  /**
   * The two convolutions.
   *
   * @param batch images at a time
   */
  List<ConvolutionLayer> convolutions(int batch) {
    CapsNetConfiguration.Conv1 first = configuration.conv1();
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    ConvolutionGeometry conv1 =
        new ConvolutionGeometry(
            batch,
            configuration.image().height(),
            configuration.image().width(),
            configuration.image().channels(),
            first.kernels(),
            first.size(),
            first.size(),
            first.stride(),
            0);
    ConvolutionGeometry primaryCaps =
        new ConvolutionGeometry(
            batch,
            configuration.conv1Height(),
            configuration.conv1Width(),
            first.kernels(),
            primary.types() * primary.dimensions(),
            primary.size(),
            primary.size(),
            primary.stride(),
            0);
    return List.of(
        new ConvolutionLayer("Conv1", conv1), new ConvolutionLayer("PrimaryCaps", primaryCaps));
  }

  /**
   * Memory that a backend's kernels keep for these layers, in bytes.
   *
   * @param backend what computes
   * @param batch images at a time
   */
  long scratchBytes(Backend backend, int batch) {
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    RoutingGeometry digitCaps =
        new RoutingGeometry(
            batch,
            configuration.primaryCapsules(),
            primary.dimensions(),
            configuration.classes(),
            configuration.digitCaps().dimensions(),
            configuration.digitCaps().rounds(),
            configuration.digitCaps().gradient() == RoutingGradient.ALL_ROUNDS,
            (float) configuration.squashEpsilon());
    long bytes = backend.routing().planBytes(digitCaps);
    for (ConvolutionLayer layer : convolutions(batch)) {
      bytes += backend.convolution().planBytes(layer.geometry());
    }
    return bytes;
  }

  /**
   * Checks that each layer fits an array.
   *
   * @throws InvalidSettingException if one has too many numbers
   */
  void requireSizes() {
    ImageExtents image = configuration.image();
    CapsNetConfiguration.Conv1 conv1 = configuration.conv1();
    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    int classes = configuration.classes();
    int dimensions = configuration.digitCaps().dimensions();
    int kernels = conv1.kernels();
    LayerSize.require("Conv1", "weights", kernels, conv1.size(), conv1.size(), image.channels());
    LayerSize.require(
        "Conv1",
        "outputs per image",
        configuration.conv1Height(),
        configuration.conv1Width(),
        kernels);
    LayerSize.require(
        "PrimaryCaps",
        "weights",
        kernels,
        primary.size(),
        primary.size(),
        primary.types(),
        primary.dimensions());
    LayerSize.require(
        "PrimaryCaps",
        "capsules",
        configuration.gridHeight(),
        configuration.gridWidth(),
        primary.types());
    LayerSize.require(
        "DigitCaps",
        "weights",
        configuration.primaryCapsules(),
        classes,
        dimensions,
        primary.dimensions());
    if (configuration.decoder().enabled()) {
      long inputs = configuration.decoderInputs();
      for (int hidden : configuration.decoder().hidden()) {
        LayerSize.require("decoder", "weights", hidden, inputs);
        inputs = hidden;
      }
      LayerSize.require(
          "decoder", "weights", image.height(), image.width(), image.channels(), inputs);
    }
  }

  private static long count(ModelParameter parameter) {
    return parameter.parameter().value().elements();
  }
}
