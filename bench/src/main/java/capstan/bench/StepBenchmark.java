package capstan.bench;

import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The whole network: a training step (forward, backward, Adam), and classifying a batch. */
public class StepBenchmark extends KernelBenchmark {
  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  private Tape training;
  private TrainingGraph graph;
  private Adam adam;
  private Tape inference;
  private InferenceGraph classes;

  /** Records both graphs. */
  @Setup
  public void prepare(BackendState state) {
    Model model = CapsNetPresets.paper().newModel(1);
    Tensor images = state.random(batch, 28, 28, 1);
    Tensor targets = Tensor.zeros(batch, 10);
    for (int i = 0; i < batch; i++) {
      targets.set(1, i, i % 10);
      for (int pixel = 0; pixel < 784; pixel++) {
        images.array()[images.offset() + i * 784 + pixel] += 0.5f;
      }
    }
    training = new Tape(state.get(), new Workspace(), true);
    graph = model.recordTraining(training, images, targets, 1);
    adam = new Adam(state.get(), model.learnedParameters(), AdamSettings.DEFAULT);
    inference = new Tape(state.get(), new Workspace(), false);
    classes = model.recordInference(inference, images);
  }

  /** One training step. */
  @Benchmark
  public float train(Work work) {
    training.forward();
    training.backward(graph.loss());
    adam.step(1e-4f);
    work.images += batch;
    return graph.loss().value().get();
  }

  /** One batch classified. */
  @Benchmark
  public Object classify(Work work) {
    inference.forward();
    work.images += batch;
    return classes;
  }
}
