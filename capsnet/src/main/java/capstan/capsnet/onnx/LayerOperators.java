package capstan.capsnet.onnx;

import capstan.capsnet.layer.Activation;
import capstan.capsnet.layer.BatchNormalization;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Dense;
import capstan.capsnet.layer.DepthwiseCapsules;
import capstan.capsnet.layer.Kernels;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.OutputCapsules;
import capstan.capsnet.layer.PrimaryCapsules;
import capstan.capsnet.layer.SelfAttentionCapsules;
import capstan.core.Shape;
import java.util.List;

/** Layers as operators of ONNX, each named after its layer and what it does there. */
record LayerOperators(OnnxGraph graph) {

  /**
   * Adds a layer.
   *
   * @param layer one of those that {@link LayerSequence} knows
   * @param input as many numbers of an image as the layer reads
   */
  OnnxValue add(Layer layer, OnnxValue input) {
    return switch (layer) {
      case Convolution convolution ->
          convolution(convolution, input, graph.weight(convolution.bias()));
      case BatchNormalization normalization -> normalization(normalization, input);
      case PrimaryCapsules primary -> primaryCapsules(primary, input);
      case DepthwiseCapsules primary ->
          new AttentionOperators(this).primaryCapsules(primary, input);
      case SelfAttentionCapsules routed ->
          new AttentionOperators(this).outputCapsules(routed, input);
      case OutputCapsules routed -> outputCapsules(routed, input);
      case Dense dense -> dense(dense, input);
      default -> throw new IllegalArgumentException("no operators for " + layer.name());
    };
  }

  private OnnxValue convolution(Convolution layer, OnnxValue input, String bias) {
    Kernels kernels = layer.kernels();
    int size = kernels.size();
    int padding = kernels.padding();
    String sum =
        graph.add(
            "Conv",
            layer.name() + "/convolution",
            List.of(input.as(layer.input(), 1).name(), graph.weight(layer.weight()), bias),
            OnnxGraph.list("kernel_shape", size, size),
            OnnxGraph.list("strides", kernels.stride(), kernels.stride()),
            OnnxGraph.list("pads", padding, padding, padding, padding));
    String activated = activation(layer.name(), layer.activation(), sum);
    return new OnnxValue(graph, activated, layer.output(), 1);
  }

  private OnnxValue normalization(BatchNormalization layer, OnnxValue input) {
    String normalized =
        graph.add(
            "BatchNormalization",
            layer.name() + "/normalized",
            List.of(
                input.as(layer.input(), 1).name(),
                graph.weight(layer.weight()),
                graph.weight(layer.bias()),
                graph.weight(layer.runningMean()),
                graph.weight(layer.runningVariance())),
            OnnxGraph.real("epsilon", (float) BatchNormalization.EPSILON));
    return new OnnxValue(graph, normalized, layer.output(), 1);
  }

  private String activation(String layer, Activation activation, String x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> graph.add("Relu", layer + "/relu", List.of(x));
      case SIGMOID -> graph.add("Sigmoid", layer + "/sigmoid", List.of(x));
      case TANH -> graph.add("Tanh", layer + "/tanh", List.of(x));
    };
  }

  private OnnxValue primaryCapsules(PrimaryCapsules layer, OnnxValue input) {
    String name = layer.name();
    String bias = graph.weight(layer.convolution().bias());
    if (layer.scale() != 1) {
      // As our layer does it: scale · x + bias = scale · (x + bias / scale).
      bias = product(name + "/unscaled_bias", bias, (float) (1 / layer.scale()));
    }
    String channels = convolution(layer.convolution(), input, bias).name();
    if (layer.scale() != 1) {
      channels = product(name + "/scaled", channels, (float) layer.scale());
    }
    int types = layer.types();
    int places = layer.height() * layer.width();
    int dimensions = layer.dimensions();
    String cut = graph.reshape(name + "/cut", channels, 0, types, dimensions, places);
    String together = graph.transpose(name + "/together", cut, 0, 1, 3, 2);
    String capsules =
        graph.reshape(name + "/capsules", together, 0, (long) types * places, dimensions);
    String squashed = squash(name + "/squash", capsules, (float) layer.squashEpsilon());
    return new OnnxValue(graph, squashed, layer.output(), types);
  }

  String product(String name, String x, float factor) {
    return graph.add("Mul", name, List.of(x, graph.number(name + "/factor", factor)));
  }

  /** v = q / (1 + q) · s / √(q + ε) with q = |s|², over the last axis; of a zero capsule zero. */
  private String squash(String name, String s, float epsilon) {
    String square =
        graph.add(
            "ReduceSumSquare",
            name + "/square",
            List.of(s),
            OnnxGraph.list("axes", -1),
            OnnxGraph.integer("keepdims", 1));
    String root;
    if (epsilon == 0) {
      // No root of a float32 but zero is smaller than this.
      String smallest = graph.number(name + "/smallest", Float.MIN_NORMAL);
      String bare = graph.add("Sqrt", name + "/norm", List.of(square));
      root = graph.add("Max", name + "/root", List.of(bare, smallest));
    } else {
      String under = sum(name + "/under_root", square, graph.number(name + "/epsilon", epsilon));
      root = graph.add("Sqrt", name + "/root", List.of(under));
    }
    String more = sum(name + "/one_more", square, graph.number(name + "/one", 1));
    String length = graph.add("Div", name + "/length", List.of(square, more));
    String factor = graph.add("Div", name + "/factor", List.of(length, root));
    return graph.add("Mul", name + "/capsules", List.of(s, factor));
  }

  String sum(String name, String first, String second) {
    return graph.add("Add", name, List.of(first, second));
  }

  /**
   * Routing by agreement, each round written out: predictions [batch, J, I, E], logits and coupling
   * coefficients [batch, J, I, 1], sums and capsules [batch, J, 1, E].
   */
  private OnnxValue outputCapsules(OutputCapsules layer, OnnxValue input) {
    String name = layer.name();
    Shape output = layer.output();
    String predictions = predictions(layer, input.as(layer.input(), layer.types()).name(), output);
    String bias =
        layer
            .bias()
            .map(graph::weight)
            .map(each -> unsqueeze(name + "/bias", each, 1))
            .orElse(null);
    String capsules = null;
    String logits = null;
    for (int round = 1; round <= layer.routing().rounds(); round++) {
      String here = name + "/round" + round;
      String sums;
      if (round == 1) {
        // Of logits that are zero all coefficients are alike.
        String all = sumOver(here + "/all", predictions, 2, 1);
        sums = product(here + "/sums", all, 1f / output.extent(0));
      } else {
        String turned = graph.transpose(here + "/turned", capsules, 0, 1, 3, 2);
        String agreement = graph.add("MatMul", here + "/agreement", List.of(predictions, turned));
        logits = round == 2 ? agreement : sum(here + "/logits", logits, agreement);
        String couplings =
            graph.add(
                "Softmax", here + "/couplings", List.of(logits), OnnxGraph.integer("axis", 1));
        String row = graph.transpose(here + "/row", couplings, 0, 1, 3, 2);
        sums = graph.add("MatMul", here + "/sums", List.of(row, predictions));
      }
      if (bias != null) {
        sums = sum(here + "/biased", sums, bias);
      }
      capsules = squash(here + "/squash", sums, (float) layer.routing().squashEpsilon());
    }
    String flat =
        graph.reshape(name + "/capsules", capsules, 0, output.extent(0), output.extent(1));
    return new OnnxValue(graph, flat, output, 1);
  }

  /** W_ij u_i: one product of matrices for each capsule below, all images together. */
  private String predictions(OutputCapsules layer, String capsules, Shape output) {
    String name = layer.name();
    int below = layer.input().extent(0);
    String each =
        graph.reshape(
            name + "/matrices",
            graph.weight(layer.weight()),
            below,
            output.elements(),
            layer.input().extent(1));
    String matrices = graph.transpose(name + "/matrices_turned", each, 0, 2, 1);
    return products(name, capsules, matrices, output);
  }

  /**
   * Capsules times matrices [capsules below, in, all numbers above], as [batch, above, below, out].
   */
  String products(String name, String capsules, String matrices, Shape output) {
    String first = graph.transpose(name + "/capsules_first", capsules, 1, 0, 2);
    String product = graph.add("MatMul", name + "/products", List.of(first, matrices));
    String cut =
        graph.reshape(name + "/products_cut", product, 0, 0, output.extent(0), output.extent(1));
    return graph.transpose(name + "/predictions", cut, 1, 2, 0, 3);
  }

  /** Another axis of extent 1. */
  String unsqueeze(String name, String x, long axis) {
    return graph.add("Unsqueeze", name, List.of(x, graph.integers(name + "/axes", axis)));
  }

  /** The sum over an axis, which stays with extent 1 or does not. */
  String sumOver(String name, String x, long axis, long kept) {
    return graph.add(
        "ReduceSum",
        name,
        List.of(x, graph.integers(name + "/axes", axis)),
        OnnxGraph.integer("keepdims", kept));
  }

  /** √(|v|² + ε) over the last axis. */
  String lengths(String name, String capsules, float epsilon) {
    ProtobufMessage axes = OnnxGraph.list("axes", -1);
    ProtobufMessage gone = OnnxGraph.integer("keepdims", 0);
    if (epsilon == 0) {
      return graph.add("ReduceL2", name + "/lengths", List.of(capsules), axes, gone);
    }
    String square = graph.add("ReduceSumSquare", name + "/square", List.of(capsules), axes, gone);
    String under = sum(name + "/under_root", square, graph.number(name + "/epsilon", epsilon));
    return graph.add("Sqrt", name + "/lengths", List.of(under));
  }

  private OnnxValue dense(Dense layer, OnnxValue input) {
    String name = layer.name();
    // Images are read channels first, all else as it lies inside.
    String x = input.as(layer.input(), 1).name();
    if (layer.input().rank() != 1) {
      x = graph.add("Flatten", name + "/flat", List.of(x), OnnxGraph.integer("axis", 1));
    }
    String sums =
        graph.add(
            "Gemm",
            name + "/linear",
            List.of(x, graph.weight(layer.weight()), graph.weight(layer.bias())),
            OnnxGraph.integer("transB", 1));
    String activated = activation(name, layer.activation(), sums);
    return new OnnxValue(graph, activated, layer.output(), layer.channels());
  }
}
