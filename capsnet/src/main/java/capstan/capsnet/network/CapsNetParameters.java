package capstan.capsnet.network;

import capstan.capsnet.model.ModelParameter;
import capstan.capsnet.model.WeightLayout;
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
    double conv1In = (double) size * size * channels;
    double conv1Out = (double) size * size * kernels;
    ModelParameter conv1Weight =
        ModelParameter.of(
            "conv1.weight",
            WeightLayout.convolution(size, channels, kernels),
            initial.conv1(),
            conv1In,
            conv1Out);
    ModelParameter conv1Bias =
        ModelParameter.of(
            "conv1.bias", WeightLayout.same(kernels), initial.biases(), conv1In, conv1Out);

    CapsNetConfiguration.PrimaryCaps primary = configuration.primaryCaps();
    int primaryChannels = Math.multiplyExact(primary.types(), primary.dimensions());
    double primaryIn = (double) primary.size() * primary.size() * kernels;
    double primaryOut = (double) primary.size() * primary.size() * primaryChannels;
    ModelParameter primaryWeight =
        ModelParameter.of(
            "primary_caps.conv.weight",
            WeightLayout.convolution(primary.size(), kernels, primaryChannels),
            initial.primaryCaps(),
            primaryIn,
            primaryOut);
    ModelParameter primaryBias =
        ModelParameter.of(
            "primary_caps.conv.bias",
            WeightLayout.same(primaryChannels),
            initial.biases(),
            primaryIn,
            primaryOut);

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
