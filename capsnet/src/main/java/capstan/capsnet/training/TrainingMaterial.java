package capstan.capsnet.training;

import capstan.autograd.Tape;
import capstan.capsnet.data.BatchShare;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.TrainingBatches;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Backend;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a training is about: its examples, the loss on them, and the tests after each epoch. */
sealed interface TrainingMaterial permits TrainingImages, TrainingPairs {

  /** The data, as a checkpoint remembers it. */
  DataSummary summary();

  /** What it is tested on: of the same size and classes as what it learns from. */
  ImageSet testImages();

  /** What the examples and their errors are called. */
  ExampleWords words();

  /** What is trained on. */
  TrainingBatches batches();

  /** Bytes that all data takes. */
  long bytes();

  /**
   * Records the network with its loss.
   *
   * @param model the network
   * @param tape a training tape
   * @param pixels of a batch
   * @param targets of a batch
   * @param seed the run's
   */
  TrainingGraph record(Model model, Tape tape, Tensor pixels, Tensor targets, long seed);

  /**
   * Tests after an epoch.
   *
   * @return empty if it was stopped
   */
  Optional<Score> test(Examination examination);

  /**
   * Tests on what was held out; {@link Score#NONE} if nothing was.
   *
   * @return empty if it was stopped
   */
  Optional<Score> validate(Examination examination);

  /**
   * What a test needs.
   *
   * @param model the network
   * @param backend what computes
   * @param workspace memory, whose contents are lost
   * @param batch examples at a time
   * @param listener receives it
   * @param stop asked after each batch
   * @param group who shares it
   */
  record Examination(
      Model model,
      Backend backend,
      Workspace workspace,
      int batch,
      TrainingListener listener,
      BooleanSupplier stop,
      AllReduce group) {
    /** The same of a group, which is not stopped on the way: all ranks have to come to its end. */
    Examination sharedBy(AllReduce joined) {
      return joined.ranks() == 1
          ? this
          : new Examination(model, backend, workspace, batch, listener, () -> false, joined);
    }

    /** This rank's part. */
    BatchShare share() {
      return new BatchShare(group.rank(), group.ranks());
    }
  }

  /** The configuration with the number of these examples' steps known to its learning rate. */
  default RunConfiguration lengthFilledIn(RunConfiguration requested) {
    TrainingConfiguration training = requested.training();
    int steps = training.optimization().stepsPerEpoch(batches().batchesPerEpoch());
    return requested.withTraining(
        training.with("decay", training.decay().resolved((long) steps * training.epochs())));
  }
}
