package capstan.core.kernel;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each argument of each kernel is refused in one line where its shape is another. */
class RefusedShapesTest {
  private static final Backend BACKEND = Backends.scalar();

  /** Calls a kernel with one tensor after the other in a wrong shape, and with all as they are. */
  private static void eachIsChecked(Consumer<List<Tensor>> kernel, int[]... shapes) {
    List<Tensor> right = new ArrayList<>();
    for (int[] shape : shapes) {
      right.add(Tensor.zeros(shape));
    }
    kernel.accept(right);
    for (int wrong = 0; wrong < shapes.length; wrong++) {
      List<Tensor> given = new ArrayList<>(right);
      int[] shape = shapes[wrong].clone();
      shape[shape.length - 1]++;
      given.set(wrong, Tensor.zeros(shape));
      assertThatIllegalArgumentException()
          .as("argument %d", wrong)
          .isThrownBy(() -> kernel.accept(given))
          .withMessageMatching("[a-zA-Z]+: [^\n]+, found Tensor\\[[^\n]+");
    }
  }

  @Test
  void matrixProducts() {
    Gemm gemm = BACKEND.gemm();
    eachIsChecked(
        of -> gemm.multiply(of.get(0), false, of.get(1), false, of.get(2)),
        new int[] {2, 3},
        new int[] {3, 4},
        new int[] {2, 4});
    eachIsChecked(
        of -> gemm.multiply(of.get(0), true, of.get(1), true, of.get(2)),
        new int[] {3, 2},
        new int[] {4, 3},
        new int[] {2, 4});
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                gemm.multiply(
                    Tensor.zeros(2, 3), false, Tensor.zeros(3, 4), false, Tensor.zeros(8)))
        .withMessage("gemm: c must have 2 axes, found Tensor[8]");
  }

  @Test
  void convolutions() {
    ConvolutionPlan plan =
        BACKEND
            .convolution()
            .plan(new ConvolutionGeometry(2, 5, 6, 3, 4, 3, 2, 1, 0), new Workspace());
    int[] x = {2, 5, 6, 3};
    int[] weight = {3, 2, 3, 4};
    int[] bias = {4};
    int[] y = {2, 3, 5, 4};
    eachIsChecked(
        of -> plan.forward(of.get(0), of.get(1), of.get(2), of.get(3)), x, weight, bias, y);
    eachIsChecked(
        of -> plan.forwardRelu(of.get(0), of.get(1), of.get(2), of.get(3)), x, weight, bias, y);
    eachIsChecked(of -> plan.backwardInput(of.get(0), of.get(1), of.get(2)), y, weight, x);
    eachIsChecked(of -> plan.backwardWeight(of.get(0), of.get(1), of.get(2)), x, y, weight);
    eachIsChecked(
        of -> plan.backwardParametersRelu(of.get(0), of.get(1), of.get(2), of.get(3), of.get(4)),
        x,
        y,
        y,
        weight,
        bias);
  }

  @Test
  void routing() {
    RoutingPlan plan =
        BACKEND.routing().plan(new RoutingGeometry(2, 5, 3, 4, 6, 2, true, 1e-7f), new Workspace());
    int[] u = {2, 5, 3};
    int[] w = {5, 4, 6, 3};
    int[] bias = {4, 6};
    int[] v = {2, 4, 6};
    eachIsChecked(of -> plan.forward(of.get(0), of.get(1), of.get(2), of.get(3)), u, w, bias, v);
    eachIsChecked(
        of ->
            plan.backward(
                of.get(0), of.get(1), of.get(2), of.get(3), of.get(4), of.get(5), of.get(6)),
        u,
        w,
        bias,
        v,
        u,
        w,
        bias);
  }

  @Test
  void elementwise() {
    int[] n = {3, 4};
    Pointwise pointwise = BACKEND.pointwise();
    eachIsChecked(of -> pointwise.add(of.get(0), of.get(1), of.get(2)), n, n, n);
    eachIsChecked(of -> pointwise.addBias(of.get(0), of.get(1), of.get(2)), n, new int[] {4}, n);
    Softmax softmax = BACKEND.softmax();
    eachIsChecked(of -> softmax.forward(of.get(0), of.get(1)), n, n);
    eachIsChecked(of -> softmax.backward(of.get(0), of.get(1), of.get(2)), n, n, n);
    Reduction reduction = BACKEND.reduction();
    eachIsChecked(of -> reduction.sumOfSquaredDifferences(of.get(0), of.get(1)), n, n);
    eachIsChecked(of -> reduction.columnSums(of.get(0), of.get(1)), n, new int[] {4});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reduction.columnSums(Tensor.zeros(n), Tensor.zeros(1, 4)))
        .withMessage("columnSums: y must have 1 axes, found Tensor[1, 4]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pointwise.addBias(Tensor.zeros(n), Tensor.zeros(1, 4), Tensor.zeros(n)))
        .withMessage("addBias: bias must have 1 axes, found Tensor[1, 4]");
    Capsules capsules = BACKEND.capsules();
    eachIsChecked(of -> capsules.squash(of.get(0), 1e-7f, of.get(1)), n, n);
    eachIsChecked(of -> capsules.squashBackward(of.get(0), 1e-7f, of.get(1), of.get(2)), n, n, n);
    AdamUpdate adam = BACKEND.adam();
    eachIsChecked(
        of ->
            adam.update(
                of.get(0),
                of.get(1),
                of.get(2),
                of.get(3),
                AdamSettings.DEFAULT,
                new AdamStep(1e-3f, 1)),
        n,
        n,
        n,
        n);
  }
}
