package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.SelfAttention;
import java.util.List;

/**
 * Capsules routed by self-attention, up to the squash (Mazzia and others, 2021, section 3.3): s[k]
 * = Σ_j (softmax over k of û[k, j] · Σ_i û[k, i] / √E, plus b[k, j]) û[k, j] with û[k, j] = u[j]
 * W[k, j]. In PyTorch it is three einsums and a softmax.
 *
 * @param u capsules below, [B, J, D]
 * @param weight W [K, J, D, E]
 * @param bias b [K · J]
 * @param memory what is kept between the passes
 */
public record SelfAttentionRouting(Variable u, Variable weight, Variable bias, Memory memory)
    implements Operation {

  /**
   * What is kept between the passes, and gradients on the way; those are null where none is wanted.
   *
   * @param predictions û [B, K, J, E]
   * @param couplings [B, K, J]
   * @param predictionGradients as the predictions
   * @param sumGradients as the couplings
   * @param sumRows the same, [B, K · J]
   */
  public record Memory(
      Tensor predictions,
      Tensor couplings,
      Tensor predictionGradients,
      Tensor sumGradients,
      Tensor sumRows) {}

  /**
   * Routes capsules.
   *
   * @param u capsules below, [B, J, D]
   * @param weight W [K, J, D, E]
   * @param bias b [K, J]
   * @return s [B, K, E], not squashed
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable route(Variable u, Variable weight, Variable bias) {
    Workspace workspace = u.tape().workspace();
    Shape predictions = SelfAttention.predictions(u.shape(), weight.shape());
    Shape couplings = Shape.of(predictions.extent(0), predictions.extent(1), predictions.extent(2));
    int pairs = predictions.extent(1) * predictions.extent(2);
    Expect.of("self-attention").elements("bias", pairs, bias);
    boolean training = u.tape().training();
    Tensor sums = training ? workspace.take(couplings) : null;
    Memory memory =
        new Memory(
            workspace.take(predictions),
            workspace.take(couplings),
            training ? workspace.take(predictions) : null,
            sums,
            training ? sums.reshape(predictions.extent(0), pairs) : null);
    return u.tape().record(new SelfAttentionRouting(u, weight, bias.reshape(pairs), memory));
  }

  @Override
  public String name() {
    return "self-attention";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(u, weight, bias);
  }

  @Override
  public Shape shape() {
    Shape predictions = memory.predictions().shape();
    return Shape.of(predictions.extent(0), predictions.extent(1), predictions.extent(3));
  }

  @Override
  public void forward(Tensor output) {
    SelfAttention kernel = u.backend().selfAttention();
    kernel.predict(u.value(), weight.value(), memory.predictions());
    kernel.attend(memory.predictions(), bias.value(), memory.couplings(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    SelfAttention kernel = u.backend().selfAttention();
    kernel.attendBackward(
        memory.predictions(),
        bias.value(),
        memory.couplings(),
        outputGradient,
        memory.predictionGradients(),
        memory.sumGradients());
    if (inputGradients[0] != null) {
      kernel.predictBackwardCapsules(
          memory.predictionGradients(), weight.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      kernel.predictBackwardWeight(u.value(), memory.predictionGradients(), inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      u.backend().reduction().columnSums(memory.sumRows(), inputGradients[2]);
    }
  }
}
