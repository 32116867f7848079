package capstan.capsnet.training;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.optim.Adam;
import capstan.autograd.optim.GradientNorm;
import capstan.capsnet.data.TrainingBatches;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.StepExchange;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.FrozenLayers;
import capstan.capsnet.run.Optimization;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Set;

/**
 * One step: one batch or several forward and backward, and Adam. The graph is recorded once for a
 * batch size and a loss, and then replayed; the last, smaller batch of an epoch is recorded in the
 * same memory, as is an evaluation, which is why {@link #forget} exists.
 */
final class TrainingStep {
  private static final String ADVICE = "try a lower learning rate";

  private final TrainingMaterial material;
  private final Backend backend;
  private final Workspace workspace;
  private final long seed;
  private final int batch;
  private final int[] labels;
  private final Optimization optimization;
  private final Set<Parameter> held;
  private final Adam adam;
  private final EpochSums sums = new EpochSums();
  private final Tensor weight = Tensor.zeros(1);
  private AllReduce group = AllReduce.alone();
  private StepExchange exchange = new StepExchange(group);
  private List<Tensor> gradients = List.of();
  private Tape tape;
  private TrainingGraph graph;
  private Tensor images;
  private Tensor targets;
  private Model recorded;
  private int recordedSize;

  TrainingStep(
      Model model,
      TrainingMaterial material,
      Backend backend,
      Workspace workspace,
      TrainingConfiguration configuration) {
    this.material = material;
    this.backend = backend;
    this.workspace = workspace;
    this.seed = configuration.seed();
    this.batch = configuration.batch();
    this.labels = new int[batch];
    this.held = FrozenLayers.parameters(model, configuration.freeze());
    this.optimization = configuration.optimization();
    this.adam =
        new Adam(
            backend,
            model.learnedParameters().stream().filter(each -> !held.contains(each)).toList(),
            configuration.adam(),
            (float) optimization.weightDecay(),
            TrainingStep::shrinks);
  }

  /** Weights do; biases, and whatever else is one vector, stay. */
  private static boolean shrinks(Parameter parameter) {
    return parameter.shape().rank() > 1 && !parameter.name().endsWith(".bias");
  }

  Adam adam() {
    return adam;
  }

  /** Shares the steps from here on. */
  void join(AllReduce joined) {
    group = joined;
    exchange = new StepExchange(joined);
    gradients = adam.parameters().stream().map(Parameter::gradient).toList();
  }

  /** Says that the workspace has been used for something else. */
  void forget() {
    recordedSize = 0;
  }

  /**
   * Does one step, on as many batches as it accumulates or as the epoch still has, or this rank's
   * share of them. Its gradient is the mean over all their images.
   *
   * @param model the network, with the loss that this step has
   * @param batches where the images come from; not at the end of an epoch
   * @param rate the learning rate
   * @param step steps done before
   * @return what it came to, until the next one
   * @throws TrainingDivergedException if a loss is not finite, on any rank; nothing has been
   *     changed then
   */
  EpochSums run(Model model, TrainingBatches batches, double rate, long step) {
    sums.clear();
    int first = 0;
    String fault = null;
    for (int k = 0; k < optimization.accumulate() && batches.nextSize() > 0; k++) {
      int size = batches.nextShare();
      if (size == 0) {
        batches.next(images, targets, labels);
        continue;
      }
      forward(model, batches, size, step * optimization.accumulate() + k);
      float loss = scalar(graph.loss());
      if (!Float.isFinite(loss)) {
        fault = tape.firstNonFinite().orElse("the loss is " + loss);
        break;
      }
      float reconstruction =
          graph.reconstruction().isEmpty() ? 0 : scalar(graph.reconstruction().get());
      sums.add(size, countWrong(size), loss, scalar(graph.classification()), reconstruction);
      if (first == 0) {
        first = size;
        tape.backward(graph.loss());
      } else {
        weight.fill((float) size / first);
        tape.accumulate(graph.loss(), weight);
      }
    }
    fault = exchange.share(sums, fault);
    if (fault != null) {
      throw new TrainingDivergedException(step + 1, fault, ADVICE);
    }
    float mean = group.sum(gradients, (float) first / sums.images());
    adam.step((float) rate, gradientFactor(mean));
    return sums;
  }

  private void forward(Model model, TrainingBatches batches, int size, long number) {
    int before = batches.share().first(batches.nextSize());
    if (size == recordedSize && model.equals(recorded)) {
      batches.next(images, targets, labels);
      tape.step(number, before);
      tape.forward();
    } else {
      prepare(batches, size);
      tape.step(number, before);
      graph = material.record(model, tape, images, targets, seed);
      recorded = model;
      recordedSize = size;
    }
  }

  /**
   * From the sum of the batches' gradients, each weighted by its images as parts of the first's, to
   * the mean, which is then shortened.
   */
  private float gradientFactor(float mean) {
    double most = optimization.clipNorm();
    return most == 0
        ? mean
        : mean * GradientNorm.factor(mean * GradientNorm.of(backend, adam.parameters()), most);
  }

  private void prepare(TrainingBatches batches, int size) {
    workspace.reset();
    images = workspace.take(batches.pixelShape(size));
    targets = workspace.take(batches.targetShape(size));
    batches.next(images, targets, labels);
    tape = new Tape(backend, workspace, true);
    tape.hold(held);
  }

  private int countWrong(int size) {
    Tensor scores = graph.scores().value();
    int classes = scores.shape().extent(1);
    int count = 0;
    for (int row = 0; row < size; row++) {
      boolean right =
          Prediction.exactly(
              scores.array(),
              scores.offset() + row * classes,
              targets.array(),
              targets.offset() + row * classes,
              classes);
      count += right ? 0 : 1;
    }
    return count;
  }

  private static float scalar(Variable variable) {
    return variable.value().array()[variable.value().offset()];
  }

  /**
   * Checks that the weights are finite, which must hold before they are saved. The tape is of no
   * help then: an evaluation may have used its memory.
   *
   * @param step steps done, the last of which made the weights what they are
   * @throws TrainingDivergedException if one is not
   */
  void requireFinite(long step) {
    for (Parameter parameter : adam.parameters()) {
      Tensor value = parameter.value();
      for (int k = 0; k < value.elements(); k++) {
        float weight = value.array()[value.offset() + k];
        if (!Float.isFinite(weight)) {
          throw new TrainingDivergedException(step, parameter.name() + " holds " + weight, ADVICE);
        }
      }
    }
  }
}
