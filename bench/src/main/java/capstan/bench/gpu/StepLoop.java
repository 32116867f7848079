package capstan.bench.gpu;

import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.data.Batches;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;

/** A training that can be stopped after any step and gone on with, on one backend. */
final class StepLoop implements AutoCloseable {
  private static final int SHIFT = 2;
  private static final float RATE = 1e-3f;
  private static final long SEED = 1;

  private final Backend backend;
  private final int batch;
  private final Workspace workspace = new Workspace();
  private final Batches batches;
  private final Tensor pixels;
  private final Tensor targets;
  private final int[] labels;
  private final Tape tape;
  private final TrainingGraph graph;
  private final Adam adam;
  private long steps;

  /**
   * A training from the start; the same for every backend.
   *
   * @param backend what computes; closed with the loop
   * @param network what to train
   * @param data what to train on, at least a batch
   * @param batch images of a step
   */
  StepLoop(Backend backend, CapsNetConfiguration network, Dataset data, int batch) {
    this.backend = backend;
    this.batch = batch;
    batches = Batches.training(data.train(), batch, SEED, SHIFT);
    pixels =
        workspace.take(
            batch,
            batches.images().height(),
            batches.images().width(),
            batches.images().channels());
    targets = workspace.take(batch, batches.images().classes());
    labels = new int[batch];
    Model model = network.newModel(SEED);
    tape = new Tape(backend, workspace, true);
    nextBatch();
    graph = model.recordTraining(tape, pixels, targets, SEED);
    batches.moveTo(0, 0);
    adam = new Adam(backend, model.learnedParameters(), AdamSettings.DEFAULT);
  }

  /** Whole batches only, so that one recording serves for all. */
  private void nextBatch() {
    if (batches.nextSize() < batch) {
      batches.moveTo(batches.epoch() + 1, 0);
    }
    batches.next(pixels, targets, labels);
  }

  /**
   * Does one step.
   *
   * @return its loss
   */
  float step() {
    nextBatch();
    tape.step(steps++);
    tape.forward();
    tape.backward(graph.loss());
    adam.step(RATE);
    return graph.loss().value().get();
  }

  /**
   * Does some steps.
   *
   * @return seconds they took
   */
  double run(int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      step();
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    try {
      workspace.reset();
    } finally {
      backend.close();
    }
  }
}
