package capstan.bench.measure;

import capstan.autograd.Parameter;
import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.RoutingGradient;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;
import java.util.List;

/** The paper's network on made-up images, recorded: what a step and a classification repeat. */
public final class Network {
  private final Tape training;
  private final TrainingGraph graph;
  private final Adam adam;
  private final Tape inference;

  /**
   * Records both graphs.
   *
   * @param backend what computes
   * @param batch images
   * @param gradient which rounds of routing the gradient flows through
   */
  public Network(Backend backend, int batch, RoutingGradient gradient) {
    CapsNetConfiguration configuration = CapsNetPresets.paper().with("routing-gradient", gradient);
    Model model = configuration.newModel(1);
    Tensor images = Tensor.zeros(batch, 28, 28, 1);
    Tensor targets = Tensor.zeros(batch, 10);
    CounterRandom random = new CounterRandom(1, 0);
    for (int k = 0; k < images.elements(); k++) {
      images.array()[images.offset() + k] = (float) random.uniform(k);
    }
    for (int i = 0; i < batch; i++) {
      targets.set(1, i, i % 10);
    }
    training = new Tape(backend, new Workspace(), true);
    graph = model.recordTraining(training, images, targets, 1);
    adam = new Adam(backend, model.learnedParameters(), AdamSettings.DEFAULT);
    inference = new Tape(backend, new Workspace(), false);
    model.recordInference(inference, images);
    // As a network is served; what it computes between training steps is not looked at.
    inference.keepParameters(true);
  }

  /** A whole training step: forward, backward, Adam. */
  public void step() {
    forward();
    backward();
    update();
  }

  /**
   * Seconds of a step, after two that wake the team and warm the caches.
   *
   * @param least seconds that are measured
   */
  public double stepSeconds(double least) {
    step();
    step();
    long start = System.nanoTime();
    int steps = 0;
    double seconds;
    do {
      step();
      steps++;
      seconds = (System.nanoTime() - start) / 1e9;
    } while (seconds < least);
    return seconds / steps;
  }

  /** The forward half of a step. */
  public void forward() {
    training.forward();
  }

  /** Gradients of what {@link #forward} computed. */
  public void backward() {
    training.backward(graph.loss());
  }

  /** Adam, on the gradients that are there. */
  public void update() {
    adam.step(1e-4f);
  }

  /** What {@link #backward} computes: a tensor for each parameter. */
  public List<Tensor> gradients() {
    return adam.parameters().stream().map(Parameter::gradient).toList();
  }

  /** Encoder only. */
  public void classify() {
    inference.forward();
  }
}
