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
 * Which weights the network of a training has: while it learns those that are trained, and while it
 * is tested, saved and drawn those that are selected from them.
 */
final class TrainedWeights {
  /** Before the names of the weights that are trained, where others have the names. */
  private static final String RAW = "raw.";

  private final Optional<ExponentialAverage> average;

  /** Whether the network has the average, and the average's place those that are trained. */
  private boolean averageShown;

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
    showAverage(false);
  }

  /** The network gets the weights that are selected. */
  void showSelected() {
    showAverage(true);
  }

  private void showAverage(boolean shown) {
    if (averageShown != shown) {
      average.ifPresent(each -> each.averages().exchange());
      averageShown = shown;
    }
  }

  /**
   * The weights that the network has not while those are shown that are selected, by what stands
   * before their names.
   */
  SequencedMap<String, WeightCopy> others() {
    SequencedMap<String, WeightCopy> others = new LinkedHashMap<>();
    average.ifPresent(each -> others.put(RAW, each.averages()));
    return others;
  }

  /** Says that network and {@link #others} were read, as they are while the selected are shown. */
  void restored() {
    averageShown = true;
  }
}
