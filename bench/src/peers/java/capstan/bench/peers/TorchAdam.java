package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/**
 * PyTorch's fused Adam, one vectorized pass over each parameter: the operator behind {@code
 * torch.optim.Adam(fused=True)}. It has no C++ function of its own here, so it is called by name.
 */
final class TorchAdam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final OperatorHandle operator =
      Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adam_", "");
  private final Type.TypePtr element = operator.schema().arguments().type().get().containedType(0);
  private final List<Tensor> parameters;
  private final List<Tensor> firstMoments = new ArrayList<>();
  private final List<Tensor> secondMoments = new ArrayList<>();
  private final List<Tensor> steps = new ArrayList<>();

  /**
   * An optimizer that has done no step.
   *
   * @param parameters what to train
   */
  TorchAdam(List<Tensor> parameters) {
    this.parameters = parameters;
    for (Tensor parameter : parameters) {
      firstMoments.add(zeros_like(parameter));
      secondMoments.add(zeros_like(parameter));
      steps.add(zeros(1));
    }
  }

  /**
   * Moves every parameter by one step against its gradient.
   *
   * @param gradients in the order of the parameters
   * @param rate learning rate of this step
   */
  void step(List<Tensor> gradients, double rate) {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (Tensor step : steps) {
        step.add_(new Scalar(1f));
      }
      List<Tensor> alike = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        // It walks through all of them as they lie. Without oneDNN some lie otherwise.
        alike.add(gradients.get(i).contiguous(parameters.get(i).suggest_memory_format()));
      }
      // self, gradients, both moments, largest second moments, steps; rate, betas, weight decay,
      // epsilon; amsgrad, maximize; gradient scale, found infinity.
      operator.callBoxed(
          new IValueVector(
              list(parameters),
              list(alike),
              list(firstMoments),
              list(secondMoments),
              list(List.of()),
              list(steps),
              new IValue(rate),
              new IValue(BETA1),
              new IValue(BETA2),
              new IValue(0.0),
              new IValue(EPSILON),
              new IValue(false),
              new IValue(false),
              new IValue(),
              new IValue()));
    }
  }

  private IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(element);
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }
}
