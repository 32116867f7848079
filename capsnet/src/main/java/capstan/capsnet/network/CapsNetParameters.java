package capstan.capsnet.network;

import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a capsule network learns, but for its decoder.
 *
 * @param conv1Weight kernels of Conv1
 * @param conv1Bias their biases
 * @param primaryWeight kernels of PrimaryCaps
 * @param primaryBias their biases
 * @param transformationMatrices W between primary and output capsules
 * @param digitBias added before the squash of each round, if it is switched on
 */
record CapsNetParameters(
    ModelParameter conv1Weight,
    ModelParameter conv1Bias,
    ModelParameter primaryWeight,
    ModelParameter primaryBias,
    ModelParameter transformationMatrices,
    Optional<ModelParameter> digitBias) {

  /**
   * Parameters that are all zero.
   *
   * @param configuration extents, and the laws of initial values
   */
  static CapsNetParameters of(CapsNetConfiguration configuration) {
    CapsNetConfiguration.InitialValues initial = configuration.initialValues();
    int channels = configuration.image().channels();
    int kernels = configuration.conv1().kernels();
    int size = configuration.conv1().size();
    ModelParameter conv1Weight =
        ModelParameter.convolution("conv1.weight", size, channels, kernels, initial.conv1());
    ModelParameter conv1Bias = bias("conv1.bias", conv1Weight, initial);

    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    int primaryChannels = Math.multiplyExact(primary.types(), primary.dimensions());
    ModelParameter primaryWeight =
        ModelParameter.convolution(
            "primary_caps.conv.weight",
            primary.size(),
            kernels,
            primaryChannels,
            initial.primaryCaps());
    ModelParameter primaryBias = bias("primary_caps.conv.bias", primaryWeight, initial);

    int places = configuration.gridHeight() * configuration.gridWidth();
    int classes = configuration.classes();
    int dimensions = configuration.digitCaps().dimensions();
    double pairs = (double) classes * configuration.primaryCapsules();
    ModelParameter matrices =
        ModelParameter.of(
            "digit_caps.W",
            WeightLayout.capsules(
                places, primary.types(), classes, dimensions, primary.dimensions()),
            initial.digitCaps(),
            pairs * dimensions,
            pairs * primary.dimensions());
    Optional<ModelParameter> digitBias =
        configuration.digitCaps().bias()
            ? Optional.of(
                ModelParameter.of(
                    "digit_caps.bias",
                    WeightLayout.same(classes, dimensions),
                    initial.biases(),
                    pairs * dimensions,
                    pairs * primary.dimensions()))
            : Optional.empty();
    return new CapsNetParameters(
        conv1Weight, conv1Bias, primaryWeight, primaryBias, matrices, digitBias);
  }

  /** One bias per kernel of a convolution. */
  private static ModelParameter bias(
      String name, ModelParameter kernels, CapsNetConfiguration.InitialValues initial) {
    return ModelParameter.of(
        name,
        WeightLayout.same(kernels.layout().outside().extent(0)),
        initial.biases(),
        kernels.fanIn(),
        kernels.fanOut());
  }

  /** All of them, in the order of the layers. */
  List<ModelParameter> all() {
    List<ModelParameter> all = new ArrayList<>();
    all.add(conv1Weight);
    all.add(conv1Bias);
    all.add(primaryWeight);
    all.add(primaryBias);
    all.add(transformationMatrices);
    digitBias.ifPresent(all::add);
    return all;
  }
}
