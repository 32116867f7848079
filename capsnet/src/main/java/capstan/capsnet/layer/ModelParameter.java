package capstan.capsnet.layer;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.core.CounterRandom;
import capstan.core.Tensor;

/**
 * A parameter of a network with what is needed around it: its layout in PyTorch and what it starts
 * from. Its values are zero until they are set, and take memory from their first use on.
 */
public final class ModelParameter {
  /** Random streams from here on belong to initial values, one per parameter. */
  private static final long STREAM = 0x696e697469616cL;

  private final String name;
  private final WeightLayout layout;
  private final InitialDistribution initial;
  private final double fanIn;
  private final double fanOut;
  private final boolean learned;
  private Parameter parameter;

  /**
   * A parameter whose values are zero.
   *
   * @param name its PyTorch name, such as {@code conv1.weight}
   * @param layout its order inside and in PyTorch
   * @param initial the law of its first values
   * @param fanIn numbers that one output of its layer is made of
   * @param fanOut outputs that one input of its layer has a part in
   */
  public ModelParameter(
      String name, WeightLayout layout, InitialDistribution initial, double fanIn, double fanOut) {
    this(name, layout, initial, fanIn, fanOut, true);
  }

  private ModelParameter(
      String name,
      WeightLayout layout,
      InitialDistribution initial,
      double fanIn,
      double fanOut,
      boolean learned) {
    this.learned = learned;
    this.name = name;
    this.layout = layout;
    this.initial = initial;
    this.fanIn = fanIn;
    this.fanOut = fanOut;
  }

  /**
   * Another one of the same layer, such as its bias.
   *
   * @param other its PyTorch name
   * @param order its order inside and in PyTorch
   * @param law of its first values
   */
  public ModelParameter beside(String other, WeightLayout order, InitialDistribution law) {
    return new ModelParameter(other, order, law, fanIn, fanOut);
  }

  /**
   * What a layer keeps of the batches that it has seen, a buffer in PyTorch: saved, averaged and
   * handed on with what is learned, but no optimizer changes it.
   *
   * @param name its PyTorch name, such as {@code batch_norm1.running_mean}
   * @param length how many numbers
   * @param first what they all are at first
   */
  static ModelParameter statistic(String name, int length, double first) {
    return new ModelParameter(
        name, WeightLayout.same(length), InitialDistribution.constant(first), 1, 1, false);
  }

  /** Whether an optimizer changes it; otherwise it is a statistic of the batches. */
  public boolean isLearned() {
    return learned;
  }

  /** Its PyTorch name, such as {@code conv1.weight}. */
  public String name() {
    return name;
  }

  /** Its order inside and in PyTorch. */
  public WeightLayout layout() {
    return layout;
  }

  /** How many numbers it has. */
  public int elements() {
    return layout.inside().elements();
  }

  /** The parameter: always the same, whose memory is claimed by the first call. */
  public synchronized Parameter parameter() {
    if (parameter == null) {
      parameter = new Parameter(name, Tensor.zeros(layout.inside()));
    }
    return parameter;
  }

  /**
   * The parameter as a variable.
   *
   * @param tape where it is used
   */
  public Variable on(Tape tape) {
    return tape.parameter(parameter());
  }

  /** The values in PyTorch's layout, copied. */
  public Tensor toPyTorch() {
    Tensor values = Tensor.zeros(layout.outside());
    layout.toPyTorch(parameter().value(), values);
    return values;
  }

  /**
   * Takes over values in PyTorch's layout.
   *
   * @param values as {@code layout().outside()} in shape
   */
  public void fromPyTorch(Tensor values) {
    layout.fromPyTorch(values, parameter().value());
  }

  /**
   * Sets the initial values. They are drawn in PyTorch's order, so they do not depend on the layout
   * inside.
   *
   * @param seed the run's seed
   * @param index which parameter of the model this is
   */
  void initialise(long seed, int index) {
    Tensor values = Tensor.zeros(layout.outside());
    initial.fill(values, fanIn, fanOut, new CounterRandom(seed, STREAM + index));
    fromPyTorch(values);
  }
}
