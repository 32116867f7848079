package capstan.mnist.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.checkpoint.RunFolder;
import capstan.mnist.data.Dataset;
import capstan.mnist.data.DrawnDigits;
import capstan.mnist.data.ImageSet;
import capstan.mnist.data.OverlappingBatches;
import capstan.mnist.data.OverlappingPairs;
import capstan.mnist.model.CapsNet;
import capstan.mnist.model.CapsNetConfiguration;
import capstan.mnist.model.CapsNetPresets;
import capstan.mnist.model.ImageExtents;
import capstan.mnist.model.Prediction;
import capstan.mnist.model.TrainingGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and testing on overlapping pairs. */
class PairTrainingTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(40, 1, 4, 1).train();

  private static CapsNetConfiguration small() {
    return CapsNetPresets.paper().toBuilder()
        .image(new ImageExtents(36, 36, 1))
        .conv1Kernels(4)
        .primaryTypes(2)
        .primaryDimensions(4)
        .digitDimensions(4)
        .decoderHidden(List.of(8, 16))
        .build();
  }

  @Test
  void thePapersNetworkForPairsHasItsSize() {
    CapsNetConfiguration paper =
        CapsNetPresets.paper().toBuilder().image(new ImageExtents(36, 36, 1)).build();
    assertThat(paper.primaryCapsules()).isEqualTo(3200);
    assertThat(paper.newModel().parameterCount()).isEqualTo(11_361_808);
  }

  @Test
  void theLossIsThatOfBothClassesAndBothDrawings() {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 4, 3);
    OverlappingBatches batches = OverlappingBatches.evaluation(pairs, 2);
    Tensor frames = Tensor.zeros(batches.pixelShape(2));
    Tensor targets = Tensor.zeros(batches.targetShape(2));
    batches.next(frames, targets, new int[2]);
    CapsNet model = (CapsNet) small().newModel(5);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = model.recordOverlapTraining(tape, frames, targets);
      Classifier alone = new Classifier(model, backend);
      double margin = 0;
      double squares = 0;
      for (int row = 0; row < 2; row++) {
        Tensor capsules = alone.capsules(frames.slice(row, 1).toArray());
        Tensor lengths = graph.scores().value();
        margin += model.marginLoss(lengths.toArray(), 10 * row, targets.toArray(), 10 * row) / 2;
        for (int part = 1; part <= 2; part++) {
          float[] choice = targets.slice(2 * part + row, 1).toArray();
          float[] drawn = alone.decode(capsules, Prediction.largest(choice, 0, 10));
          float[] source = frames.slice(2 * part + row, 1).toArray();
          for (int i = 0; i < drawn.length; i++) {
            squares += Math.pow(drawn[i] - source[i], 2);
          }
        }
      }
      assertThat(
              (double)
                  graph.classification().value().array()[graph.classification().value().offset()])
          .isCloseTo(margin, within(1e-5));
      Tensor reconstruction = graph.reconstruction().orElseThrow().value();
      assertThat((double) reconstruction.array()[reconstruction.offset()])
          .isCloseTo(0.0005 * squares / 2, within(1e-5));
    }
  }

  @Test
  void onlyBothClassesTogetherAreRight() {
    float[] both = {0, 1, 0, 1};
    assertThat(Prediction.exactly(new float[] {0.1f, 0.5f, 0.2f, 0.9f}, 0, both, 0, 4)).isTrue();
    assertThat(Prediction.exactly(new float[] {0.1f, 0.5f, 0.6f, 0.9f}, 0, both, 0, 4)).isFalse();
    assertThat(Prediction.exactly(new float[] {0.6f, 0.5f, 0.6f, 0.1f}, 0, both, 0, 4)).isFalse();
    // Of equals the first counts as larger.
    assertThat(Prediction.exactly(new float[] {0.1f, 0.5f, 0.5f, 0.9f}, 0, both, 0, 4)).isTrue();
    assertThat(Prediction.exactly(new float[] {0.5f, 0.5f, 0.1f, 0.9f}, 0, both, 0, 4)).isFalse();
    float[] one = {0, 0, 1, 0};
    assertThat(Prediction.exactly(new float[] {7, 0.1f, 0.5f, 0.6f, 0.2f}, 1, one, 0, 4)).isTrue();
    assertThat(Prediction.exactly(new float[] {7, 0.1f, 0.5f, 0.7f, 0.2f}, 0, one, 0, 4)).isFalse();
    assertThat(Prediction.exactly(new float[] {7, 0.1f, 0.5f, 0.7f, 0.9f}, 2, one, 0, 3)).isTrue();
  }

  @Test
  void theTestDoesNotDependOnTheBatch() {
    CapsNet model = (CapsNet) small().newModel(5);
    OverlappingPairs pairs = PairEvaluation.testPairs(DIGITS, 4);
    try (Backend backend = Backends.scalar()) {
      Score one = score(model, backend, pairs, 1);
      assertThat(one.images()).isEqualTo(40);
      assertThat(one.wrong()).isBetween(20, 40);
      assertThat(score(model, backend, pairs, 7)).isEqualTo(one);
    }
  }

  private static Score score(CapsNet model, Backend backend, OverlappingPairs pairs, int batch) {
    return new PairEvaluation(model, backend, batch)
        .evaluate(pairs, TrainingListener.SILENT, () -> false)
        .orElseThrow();
  }

  @Test
  void aResumedTrainingEndsInTheSameBitsOnAnyNumberOfThreads(@TempDir Path temporary)
      throws IOException {
    Dataset data = DrawnDigits.dataset(50, 20, 2, 1);
    RunConfiguration paper = Preset.PAPER.configuration().withModel(small());
    RunConfiguration configuration =
        paper.withTraining(paper.training().withBatch(8).withEpochs(2).withShift(4));
    List<EpochMetrics> straight;
    float[] weights;
    try (Backend backend = Backends.simd(1);
        RunFolder folder = RunFolder.create(temporary.resolve("straight"));
        Trainer trainer = start(configuration, data, backend, folder, TrainingListener.SILENT)) {
      straight = trainer.run().history();
      weights = weights(trainer);
    }
    AtomicReference<Trainer> running = new AtomicReference<>();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == 10) {
              running.get().requestStop();
            }
          }
        };
    Path stopped = temporary.resolve("stopped");
    try (Backend backend = Backends.simd(2);
        RunFolder folder = RunFolder.create(stopped);
        Trainer trainer = start(configuration, data, backend, folder, stopping)) {
      running.set(trainer);
      assertThat(trainer.run().completed()).isFalse();
    }
    try (Backend backend = Backends.simd(2);
        RunFolder folder = RunFolder.resume(stopped);
        Trainer trainer =
            Trainer.resumePairs(
                folder, data, backend, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      List<EpochMetrics> resumed = trainer.run().history();
      assertThat(resumed).hasSize(2);
      for (int epoch = 0; epoch < 2; epoch++) {
        assertThat(resumed.get(epoch).test()).isEqualTo(straight.get(epoch).test());
        assertThat(resumed.get(epoch).loss()).isEqualTo(straight.get(epoch).loss());
      }
      assertThat(weights(trainer)).containsExactly(weights);
    }
  }

  private static Trainer start(
      RunConfiguration configuration,
      Dataset data,
      Backend backend,
      RunFolder folder,
      TrainingListener listener)
      throws IOException {
    return Trainer.startPairs(configuration, data, backend, folder, SaveInterval.EPOCH, listener);
  }

  private static float[] weights(Trainer trainer) {
    return trainer.model().parameters().get(2).value().toArray();
  }
}
