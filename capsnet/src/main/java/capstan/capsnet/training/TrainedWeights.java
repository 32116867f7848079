package capstan.capsnet.training;

import capstan.autograd.Parameter;
import capstan.autograd.optim.ExponentialAverage;
import capstan.autograd.optim.WeightCopy;
import capstan.capsnet.run.Selection;
import capstan.core.kernel.Backend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Which weights the network of a training has: while it learns those that are trained; while an
 * epoch is tested the latest, which are those or their average; and while it is saved and drawn the
 * selected, which are the latest or those of the best epoch.
 */
final class TrainedWeights {
  /** Before the names of the weights that are trained, where others have the names. */
  private static final String RAW = "raw.";

  /** Before the names of the average, where those of the best epoch have the names. */
  private static final String AVERAGE = "average.";

  private final Optional<ExponentialAverage> average;
  private final Optional<WeightCopy> best;

  /** Whether the network has the average, and the average's place those that are trained. */
  private boolean averageShown;

  /** Whether the network has the best, and their place the latest. */
  private boolean bestShown;

  /** Whether there is a best epoch yet; until then the latest are as good. */
  private boolean bestKnown;

  /**
   * The beginning of a training.
   *
   * @param backend what computes
   * @param parameters of the network
   * @param selection which weights are its own
   */
  TrainedWeights(Backend backend, List<Parameter> parameters, Selection selection) {
    average =
        selection.averages()
            ? Optional.of(new ExponentialAverage(backend, parameters, selection.average()))
            : Optional.empty();
    best = selection.keepsBest() ? Optional.of(new WeightCopy(parameters)) : Optional.empty();
  }

  /**
   * Takes in what a step made of the weights.
   *
   * @param steps done, this one included
   */
  void stepDone(long steps) {
    average.ifPresent(each -> each.update(steps));
  }

  /** The network gets the weights that are trained. */
  void showTrained() {
    showBest(false);
    showAverage(false);
  }

  /** The network gets the latest weights, to be tested. */
  void showLatest() {
    showBest(false);
    showAverage(true);
  }

  /** The network gets the weights that are selected. */
  void showSelected() {
    showAverage(true);
    if (!bestKnown) {
      showBest(false);
      best.ifPresent(WeightCopy::take);
    }
    showBest(true);
  }

  /** The latest weights, which the network has, are the best so far. */
  void latestAreBest() {
    best.ifPresent(WeightCopy::take);
    bestKnown = true;
  }

  private void showAverage(boolean shown) {
    if (averageShown != shown) {
      average.ifPresent(each -> each.averages().exchange());
      averageShown = shown;
    }
  }

  /** The best change places with the latest, never with those that are trained. */
  private void showBest(boolean shown) {
    if (bestShown != shown) {
      best.ifPresent(WeightCopy::exchange);
      bestShown = shown;
    }
  }

  /**
   * The weights that the network has not while those are shown that are selected, by what stands
   * before their names.
   */
  SequencedMap<String, WeightCopy> others() {
    SequencedMap<String, WeightCopy> others = new LinkedHashMap<>();
    average.ifPresent(each -> others.put(RAW, each.averages()));
    best.ifPresent(latest -> others.put(average.isPresent() ? AVERAGE : RAW, latest));
    return others;
  }

  /**
   * Says that network and {@link #others} were received, as they are while the trained are shown.
   *
   * @param tested whether an epoch was done
   */
  void trained(boolean tested) {
    bestKnown = tested;
  }

  /**
   * Says that network and {@link #others} were read, as they are while the selected are shown.
   *
   * @param tested whether an epoch was done
   */
  void restored(boolean tested) {
    averageShown = true;
    bestShown = true;
    bestKnown = tested;
  }
}
