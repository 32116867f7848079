package capstan.capsnet.em;

import capstan.autograd.Variable;
import capstan.autograd.capsule.LastSigmoid;
import capstan.capsnet.layer.Convolution;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.ModelParameter;
import capstan.core.Shape;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.EmGeometry;
import java.util.List;
import java.util.Optional;

/**
 * The first matrix capsules: at each place and of each type 17 kernels of 1x1, 16 of them the pose
 * as it is, the last through a sigmoid the activation. [height, width, in] to [height, width,
 * types, 17].
 *
 * @param name among PyTorch's modules, such as {@code primary_caps}
 * @param convolution types · 17 kernels without activation
 */
record PrimaryMatrixCapsules(String name, Convolution convolution) implements Layer {

  @Override
  public Shape input() {
    return convolution.input();
  }

  @Override
  public Shape output() {
    Shape places = convolution.output();
    int types = places.extent(2) / EmGeometry.NUMBERS;
    return Shape.of(places.extent(0), places.extent(1), types, EmGeometry.NUMBERS);
  }

  @Override
  public List<ModelParameter> parameters() {
    return convolution.parameters();
  }

  @Override
  public String description() {
    return "%d types x (4x4 + 1), kernels %dx%dx%d, sigmoid of the activation"
        .formatted(
            output().extent(2),
            convolution.kernels().size(),
            convolution.kernels().size(),
            input().extent(2));
  }

  @Override
  public double flops() {
    return convolution.flops();
  }

  @Override
  public Variable record(Variable x) {
    Variable numbers = convolution.record(x);
    int[] shape = output().extents();
    return LastSigmoid.lastSigmoid(
        numbers.reshape(x.shape().extent(0), shape[0], shape[1], shape[2], shape[3]));
  }

  @Override
  public Optional<ConvolutionGeometry> convolution(int batch) {
    return convolution.convolution(batch);
  }
}
