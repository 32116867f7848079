package capstan.mnist.report;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inference.PairEvaluation;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inspect.SeparatedPairs;
import capstan.capsnet.model.OverlapModel;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.illustration.PairPictures;
import java.io.IOException;
import java.util.Optional;

/**
 * What a report says of a training on overlapping pairs.
 *
 * @param pairs what it was tested on
 * @param origin of their images
 * @param score of that test
 * @param seconds that the test took
 */
public record PairReport(OverlappingPairs pairs, String origin, Score score, double seconds) {

  /** Whether a run was trained on pairs. */
  public static boolean isOf(RunHistory history) {
    return history.configuration().onPairs();
  }

  /**
   * Tests a network.
   *
   * @param history how it was trained, by which its pairs are moved
   * @param batch pairs at a time
   * @param listener receives each batch
   * @throws capstan.capsnet.setting.InvalidSettingException if the pairs do not fit the network
   */
  public static PairReport measure(
      RunHistory history,
      OverlapModel network,
      Backend backend,
      ImageSet test,
      int batch,
      TrainingListener listener) {
    long start = System.nanoTime();
    int shift = history.configuration().training().wholeShift();
    PairEvaluation.requireFit(network.configuration(), test, shift);
    OverlappingPairs pairs = PairEvaluation.testPairs(test, shift);
    Score score =
        new PairEvaluation(network, backend, Math.min(batch, test.count()))
            .evaluate(pairs, listener, () -> false)
            .orElseThrow();
    return new PairReport(pairs, test.origin(), score, (System.nanoTime() - start) / 1e9);
  }

  /**
   * Its page.
   *
   * @param name of the run
   * @throws IOException if a picture cannot be drawn
   */
  public ReportPage page(
      String name, RunHistory history, OverlapModel network, BackendChoice choice)
      throws IOException {
    ReportPage page = new ReportPage(name, ExampleWords.PAIRS);
    page.results(Optional.of(history), "pairs of " + origin, score, network.parameterCount());
    page.curves(history.epochs());
    page.picture(
        "Exact-match error by pairs seen in training",
        () -> PairPictures.errors(name, history.epochs()));
    if (network.drawing().isPresent()) {
      SeparatedPairs first =
          SeparatedPairs.first(network, choice.backend(), pairs, PairPictures.SHOWN);
      page.page().section("Pairs");
      page.picture(
          "Test pairs, their two images, and both drawn again in two colours",
          () -> PairPictures.pairs("the first test pairs", first, pairs.images().classNames()));
    } else {
      page.without("Pairs", "The network has no decoder to draw them again.");
    }
    page.timing(seconds, score.images() / seconds, history);
    page.configuration(history);
    page.environment(choice);
    return page;
  }
}
