package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingBatches;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.PairEvaluation;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Score;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and testing on overlapping pairs. */
class PairTrainingTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(40, 1, 4, 1).train();

  private static CapsNetConfiguration small() {
    return CapsNetPresets.paper()
        .with("conv1-kernels", 4)
        .with("primary-types", 2)
        .with("primary-dimensions", 4)
        .with("digit-dimensions", 4)
        .with("decoder-hidden", List.of(8, 16))
        .resized(new ImageExtents(36, 36, 1), 10);
  }

  @Test
  void thePapersNetworkForPairsHasItsSize() {
    CapsNetConfiguration paper = CapsNetPresets.paper().resized(new ImageExtents(36, 36, 1), 10);
    assertThat(paper.newModel().primaryCapsules().output().extent(0)).isEqualTo(3200);
    assertThat(paper.newModel().parameterCount()).isEqualTo(11_361_808);
  }

  @Test
  void theLossIsThatOfBothClassesAndBothDrawings() {
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 4, 3);
    OverlappingBatches batches = OverlappingBatches.evaluation(pairs, 2);
    Tensor frames = Tensor.zeros(batches.pixelShape(2));
    Tensor targets = Tensor.zeros(batches.targetShape(2));
    batches.next(frames, targets, new int[2]);
    CapsNet model = withLongCapsules();
    drawBoldly(model);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = model.recordOverlapTraining(tape, frames, targets);
      Classifier alone = new Classifier(model, backend);
      double margin = 0;
      double squares = 0;
      double squaresToBases = 0;
      for (int row = 0; row < 2; row++) {
        Tensor capsules = alone.capsules(frames.slice(row, 1).toArray());
        Tensor lengths = graph.scores().value();
        margin += model.overlapLoss(lengths.toArray(), 10 * row, targets.toArray(), 10 * row) / 2;
        for (int part = 1; part <= 2; part++) {
          float[] choice = targets.slice(2 * part + row, 1).toArray();
          float[] drawn = alone.decode(capsules, Prediction.largest(choice, 0, 10));
          float[] source = frames.slice(2 * part + row, 1).toArray();
          float[] base = frames.slice(2 + row, 1).toArray();
          for (int i = 0; i < drawn.length; i++) {
            squares += Math.pow(drawn[i] - source[i], 2);
            squaresToBases += Math.pow(drawn[i] - base[i], 2);
          }
        }
      }
      assertThat(
              (double)
                  graph.classification().value().array()[graph.classification().value().offset()])
          .isCloseTo(margin, within(1e-5));
      // Grey drawings would be as far from one image as from the other.
      assertThat(Math.abs(squaresToBases - squares)).isGreaterThan(5);
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

  @Test
  void theScoreIsThatOfEachPairAlone() {
    CapsNet model = withLongCapsules();
    OverlappingPairs pairs = PairEvaluation.testPairs(DIGITS, 4);
    try (Backend backend = Backends.scalar();
        Classifier alone = new Classifier(model, Backends.scalar())) {
      int wrong = 0;
      double loss = 0;
      int size = pairs.frameSize();
      for (int base = 0; base < DIGITS.count(); base++) {
        float[] frames = new float[3 * size];
        pairs.draw(0, base, frames, 0, size, 2 * size);
        float[] lengths = alone.predict(Arrays.copyOf(frames, size)).scoreArray();
        List<Integer> longest =
            IntStream.range(0, 10)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -lengths[label]))
                .limit(2)
                .toList();
        int below = DIGITS.label(base);
        int above = DIGITS.label(pairs.top(0, base));
        wrong += longest.contains(below) && longest.contains(above) ? 0 : 1;
        float[] targets = new float[10];
        targets[below] = 1;
        targets[above] = 1;
        loss += model.overlapLoss(lengths, 0, targets, 0) / DIGITS.count();
      }
      // The last of its batches of 7 has 5 pairs.
      Score score = score(model, backend, pairs, 7);
      assertThat(score.wrong()).isEqualTo(wrong);
      assertThat(score.meanLoss()).isCloseTo(loss, within(1e-5));
    }
  }

  @Test
  void theSeedDecidesPairsAndOrderButNotTheTest() {
    Dataset data = DrawnDigits.dataset(60, 40, 2, 1);
    TrainingPairs one = material(data, 1);
    TrainingPairs same = material(data, 1);
    TrainingPairs other = material(data, 2);
    assertThat(tops(one.batches().pairs())).isEqualTo(tops(same.batches().pairs()));
    assertThat(tops(one.batches().pairs())).isNotEqualTo(tops(other.batches().pairs()));
    assertThat(moves(one)).isEqualTo(moves(same)).isNotEqualTo(moves(other));
    assertThat(bases(one)).isEqualTo(bases(same)).isNotEqualTo(bases(other));
    assertThat(tops(one.test())).isEqualTo(tops(other.test()));
    assertThat(tops(one.test())).isNotEqualTo(tops(new OverlappingPairs(data.test(), 4, 1)));
  }

  /** Capsules so long that each is drawn differently, and that absent classes cost something. */
  private static CapsNet withLongCapsules() {
    return (CapsNet) small().with("initial-w", InitialDistribution.normal(3)).newModel(5);
  }

  /** Larger weights in the decoder, so that its drawings are not all grey. */
  private static void drawBoldly(CapsNet model) {
    for (ModelParameter each : model.modelParameters()) {
      if (each.name().startsWith("decoder")) {
        Tensor value = each.parameter().value();
        for (int k = 0; k < value.elements(); k++) {
          value.array()[value.offset() + k] *= 4;
        }
      }
    }
  }

  private static TrainingPairs material(Dataset data, long seed) {
    RunConfiguration paper = Preset.PAPER.configuration().withModel(small());
    return TrainingPairs.of(
        paper.withTraining(paper.training().with("batch", 60).with("shift", 4).with("seed", seed)),
        data);
  }

  private static List<Integer> tops(OverlappingPairs pairs) {
    return IntStream.range(0, pairs.images().count())
        .map(base -> pairs.top(0, base))
        .boxed()
        .toList();
  }

  private static List<Integer> moves(TrainingPairs material) {
    OverlappingPairs pairs = material.batches().pairs();
    return IntStream.range(0, 60).map(base -> pairs.move(0, base, 0)).boxed().toList();
  }

  private static List<Integer> bases(TrainingPairs material) {
    OverlappingBatches batches = material.batches();
    int[] labels = new int[60];
    batches.next(
        Tensor.zeros(batches.pixelShape(60)), Tensor.zeros(batches.targetShape(60)), labels);
    return Arrays.stream(labels).boxed().toList();
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
    RunConfiguration configuration =
        new RunConfiguration(
            RunConfiguration.PAIRS,
            small(),
            Preset.PAPER
                .configuration()
                .training()
                .with("batch", 8)
                .with("epochs", 2)
                .with("shift", 4));
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
            Trainer.resume(
                folder,
                Optional.empty(),
                data,
                backend,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
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
    return Trainer.start(configuration, data, backend, folder, SaveInterval.EPOCH, listener);
  }

  private static float[] weights(Trainer trainer) {
    return trainer.model().parameters().get(2).value().toArray();
  }

  @Test
  void oneClassMakesNoPairs() {
    int[] zeros =
        IntStream.range(0, DIGITS.count()).filter(image -> DIGITS.label(image) == 0).toArray();
    Dataset data = new Dataset("drawn", DIGITS, DIGITS.select(zeros).withOrigin("the zeros"));
    assertThatThrownBy(() -> TrainingPairs.of(SmallRuns.run(small(), 4, 1), data))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "pairs need images of at least two classes, the zeros has " + zeros.length + " of one");
  }
}
