package capstan.autograd.normalization;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Tensor;
import capstan.core.Workspace;
import java.util.List;

/**
 * Batch normalization as it trains (Ioffe and Szegedy, 2015), {@code
 * torch.nn.functional.batch_norm} with {@code training=True}: y = gain · (x − mean) / √(variance +
 * ε) + shift, mean and variance being those of a channel over the batch at hand and all places,
 * through which the gradient flows too. Where gradients of several batches are added up, each batch
 * is normalized by itself.
 *
 * <p>Every forward pass moves the running statistics a little towards those of its batch. Sums have
 * a fixed order: the bits do not depend on the number of threads.
 *
 * @param x [B, …, channels]
 * @param gain γ [channels]
 * @param shift β [channels]
 * @param epsilon ε, above 0
 * @param running what follows the batches
 * @param memory what is kept between the passes
 */
public record BatchNormalize(
    Variable x, Variable gain, Variable shift, float epsilon, Running running, Memory memory)
    implements Operation {

  /**
   * Statistics over the batches, changed by every forward pass: r ← momentum · r + (1 − momentum) ·
   * batch, the variance without bias as in Keras and PyTorch.
   *
   * @param mean [channels]
   * @param variance [channels]
   * @param momentum what is kept, 0.99 in Keras (PyTorch calls 0.01 what it calls 0.99)
   */
  public record Running(Tensor mean, Tensor variance, float momentum) {}

  /**
   * Numbers of each channel.
   *
   * @param mean of the batch
   * @param products rows · variance of the batch
   * @param factors of x, then of its gradient
   * @param others factors of x in its gradient
   * @param summands what is added
   * @param gradientSums sums of the gradient, then its means
   */
  public record Memory(
      Tensor mean,
      Tensor products,
      Tensor factors,
      Tensor others,
      Tensor summands,
      Tensor gradientSums) {}

  /**
   * Normalizes each channel.
   *
   * @param x [B, …, channels], at least one row
   * @param gain γ [channels]
   * @param shift β [channels]
   * @param epsilon ε, added to the variance; above 0
   * @param running what follows the batches
   * @return as x
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable normalize(
      Variable x, Variable gain, Variable shift, float epsilon, Running running) {
    int channels = x.shape().columns();
    Expect.of("batch normalization")
        .notEmpty(x)
        .elements("gain", channels, gain)
        .elements("shift", channels, shift)
        .elements("running mean", channels, running.mean())
        .elements("running variance", channels, running.variance());
    Workspace workspace = x.tape().workspace();
    Memory memory =
        new Memory(
            workspace.take(gain.shape()),
            workspace.take(gain.shape()),
            workspace.take(gain.shape()),
            workspace.take(gain.shape()),
            workspace.take(gain.shape()),
            workspace.take(gain.shape()));
    return x.tape().record(new BatchNormalize(x, gain, shift, epsilon, running, memory));
  }

  @Override
  public String name() {
    return "batch normalization";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, gain, shift);
  }

  @Override
  public void forward(Tensor output) {
    int rows = x.shape().rows();
    x.backend().reduction().columnSums(x.value(), memory.mean());
    x.backend().pointwise().scale(memory.mean(), 1f / rows, memory.mean());
    x.backend()
        .reduction()
        .columnProducts(x.value(), memory.mean(), x.value(), memory.mean(), memory.products());
    for (int c = 0; c < gain.shape().elements(); c++) {
      float mean = Elements.get(memory.mean(), c);
      float products = Elements.get(memory.products(), c);
      float factor = (float) (Elements.get(gain.value(), c) * inverseDeviation(products / rows));
      Elements.set(memory.factors(), c, factor);
      Elements.set(memory.summands(), c, Math.fma(-mean, factor, Elements.get(shift.value(), c)));
      move(running.mean(), c, mean);
      move(running.variance(), c, products / Math.max(1, rows - 1));
    }
    x.backend().pointwise().scaleColumns(x.value(), memory.factors(), memory.summands(), output);
  }

  private double inverseDeviation(float variance) {
    return 1 / Math.sqrt((double) variance + epsilon);
  }

  private void move(Tensor statistic, int c, float batch) {
    float kept = running.momentum();
    Elements.set(statistic, c, kept * Elements.get(statistic, c) + (1 - kept) * batch);
  }

  /**
   * With x̂ the normalized x over n rows: dgain = Σ dy x̂, dshift = Σ dy, dx = gain / deviation ·
   * (dy − dshift / n − x̂ dgain / n).
   */
  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    int rows = x.shape().rows();
    Tensor sums = memory.gradientSums();
    x.backend().reduction().columnSums(outputGradient, sums);
    if (inputGradients[2] != null) {
      inputGradients[2].copyFrom(sums);
    }
    x.backend().pointwise().scale(sums, 1f / rows, sums);
    x.backend()
        .reduction()
        .columnProducts(x.value(), memory.mean(), outputGradient, sums, memory.others());
    for (int c = 0; c < gain.shape().elements(); c++) {
      double inverse = inverseDeviation(Elements.get(memory.products(), c) / rows);
      double gradient = Elements.get(memory.others(), c) * inverse;
      if (inputGradients[1] != null) {
        Elements.set(inputGradients[1], c, gradient);
      }
      double factor = Elements.get(memory.factors(), c);
      double other = -factor * gradient * inverse / rows;
      Elements.set(memory.others(), c, other);
      double summand = -factor * Elements.get(sums, c) - other * Elements.get(memory.mean(), c);
      Elements.set(memory.summands(), c, summand);
    }
    if (inputGradients[0] != null) {
      x.backend()
          .pointwise()
          .scaleColumns(
              outputGradient,
              memory.factors(),
              x.value(),
              memory.others(),
              memory.summands(),
              inputGradients[0]);
    }
  }
}
