package capstan.capsnet.onnx;

import capstan.capsnet.layer.DepthwiseCapsules;
import capstan.capsnet.layer.SelfAttentionCapsules;
import capstan.core.Shape;
import java.util.List;

/** Capsules that are routed by self-attention, and those below them, as operators of ONNX. */
record AttentionOperators(LayerOperators operators) {

  private OnnxGraph graph() {
    return operators.graph();
  }

  OnnxValue primaryCapsules(DepthwiseCapsules layer, OnnxValue input) {
    String name = layer.name();
    Shape image = layer.input();
    String channels =
        graph()
            .add(
                "Conv",
                name + "/convolution",
                List.of(
                    input.as(image, 1).name(),
                    graph().weight(layer.weight()),
                    graph().weight(layer.bias())),
                OnnxGraph.list("kernel_shape", image.extent(0), image.extent(1)),
                OnnxGraph.integer("group", image.extent(2)));
    Shape output = layer.output();
    String cut =
        graph().reshape(name + "/capsules", channels, 0, output.extent(0), output.extent(1));
    return new OnnxValue(graph(), squash(name + "/squash", cut), output, 1);
  }

  /**
   * v = (1 − exp(−n)) · s / n with n = |s|, over the last axis. With t = tanh(n / 2) the difference
   * is 2 t / (1 + t), which loses nothing where n is small; a zero capsule's n is the smallest
   * float.
   */
  private String squash(String name, String s) {
    String norm =
        graph()
            .add(
                "ReduceL2",
                name + "/norm",
                List.of(s),
                OnnxGraph.list("axes", -1),
                OnnxGraph.integer("keepdims", 1));
    String smallest = graph().number(name + "/smallest", 4 * Float.MIN_NORMAL);
    String length = graph().add("Max", name + "/length", List.of(norm, smallest));
    String half = operators.product(name + "/half", length, 0.5f);
    String tanh = graph().add("Tanh", name + "/tanh", List.of(half));
    String more = operators.sum(name + "/one_more", tanh, graph().number(name + "/one", 1));
    String part = graph().add("Div", name + "/part", List.of(tanh, more));
    String factor = graph().add("Div", name + "/factor", List.of(part, half));
    return graph().add("Mul", name + "/capsules", List.of(s, factor));
  }

  /** Predictions [batch, K, J, E]; coupling coefficients [batch, K, J, 1]. */
  OnnxValue outputCapsules(SelfAttentionCapsules layer, OnnxValue input) {
    String name = layer.name();
    String predictions = predictions(layer, input.as(layer.input(), 1).name());
    String total = operators.sumOver(name + "/total", predictions, 2, 1);
    String products = graph().add("Mul", name + "/products_with_all", List.of(predictions, total));
    String agreement = operators.sumOver(name + "/agreement", products, 3, 1);
    float scale = (float) (1 / Math.sqrt(layer.output().extent(1)));
    String logits = operators.product(name + "/logits", agreement, scale);
    String couplings =
        graph().add("Softmax", name + "/couplings", List.of(logits), OnnxGraph.integer("axis", 1));
    String biased = operators.sum(name + "/biased", couplings, graph().weight(layer.bias()));
    String weighted = graph().add("Mul", name + "/weighted", List.of(biased, predictions));
    String sums = operators.sumOver(name + "/sums", weighted, 2, 0);
    return new OnnxValue(graph(), squash(name + "/squash", sums), layer.output(), 1);
  }

  /** u_j W_kj: one product of matrices for each capsule below, all images together. */
  private String predictions(SelfAttentionCapsules layer, String capsules) {
    String name = layer.name();
    int below = layer.input().extent(0);
    int in = layer.input().extent(1);
    Shape output = layer.output();
    String turned =
        graph().transpose(name + "/matrices_turned", graph().weight(layer.weight()), 1, 2, 0, 3);
    String matrices = graph().reshape(name + "/matrices", turned, below, in, output.elements());
    return operators.products(name, capsules, matrices, output);
  }
}
