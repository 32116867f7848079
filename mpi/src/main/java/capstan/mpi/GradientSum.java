package capstan.mpi;

import capstan.core.Tensor;
import java.util.List;

/** How tensors are added up over all ranks. */
@FunctionalInterface
interface GradientSum {
  /** Replaces tensors by the sum over all ranks of themselves times the rank's factor. */
  void add(List<Tensor> tensors, float factor);
}
