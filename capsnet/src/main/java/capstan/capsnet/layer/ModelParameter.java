package capstan.capsnet.layer;

import capstan.autograd.Parameter;
import capstan.autograd.init.InitialDistribution;
import capstan.core.CounterRandom;
import capstan.core.Tensor;

/**
 * A parameter of a network with what is needed around it: its layout in PyTorch and what it starts
 * from.
 *
 * @param parameter the parameter, under its PyTorch name
 * @param layout its order inside and in PyTorch
 * @param initial the law of its first values
 * @param fanIn numbers that one output of its layer is made of
 * @param fanOut outputs that one input of its layer has a part in
 */
public record ModelParameter(
    Parameter parameter,
    WeightLayout layout,
    InitialDistribution initial,
    double fanIn,
    double fanOut) {

  /** Random streams from here on belong to initial values, one a parameter. */
  private static final long STREAM = 0x696e697469616cL;

  /**
   * A parameter whose values are zero.
   *
   * @param name its PyTorch name, such as {@code conv1.weight}
   * @param layout its order inside and in PyTorch
   * @param initial the law of its first values
   * @param fanIn numbers that one output of its layer is made of
   * @param fanOut outputs that one input of its layer has a part in
   */
  public static ModelParameter of(
      String name, WeightLayout layout, InitialDistribution initial, double fanIn, double fanOut) {
    return new ModelParameter(
        new Parameter(name, Tensor.zeros(layout.inside())), layout, initial, fanIn, fanOut);
  }

  /**
   * Kernels of a convolution, whose values are zero.
   *
   * @param name their PyTorch name, such as {@code conv1.weight}
   * @param size rows and columns of a kernel
   * @param in input channels
   * @param out output channels
   * @param initial the law of their first values
   */
  public static ModelParameter convolution(
      String name, int size, int in, int out, InitialDistribution initial) {
    double area = (double) size * size;
    return of(name, WeightLayout.convolution(size, in, out), initial, area * in, area * out);
  }

  /** The parameter's name, such as {@code conv1.weight}. */
  public String name() {
    return parameter.name();
  }

  /** The values in PyTorch's layout, copied. */
  public Tensor toPyTorch() {
    Tensor values = Tensor.zeros(layout.outside());
    layout.toPyTorch(parameter.value(), values);
    return values;
  }

  /**
   * Takes over values in PyTorch's layout.
   *
   * @param values as {@code layout().outside()} in shape
   */
  public void fromPyTorch(Tensor values) {
    layout.fromPyTorch(values, parameter.value());
  }

  /**
   * Sets the initial values. They are drawn in PyTorch's order, so they do not depend on the layout
   * inside.
   *
   * @param seed the run's seed
   * @param index which parameter of the model this is
   */
  public void initialise(long seed, int index) {
    Tensor values = Tensor.zeros(layout.outside());
    initial.fill(values, fanIn, fanOut, new CounterRandom(seed, STREAM + index));
    fromPyTorch(values);
  }
}
