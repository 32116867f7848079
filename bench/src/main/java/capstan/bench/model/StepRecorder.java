package capstan.bench.model;

import capstan.core.Workers;
import java.util.EnumMap;
import java.util.Map;

/**
 * The clock of one training step. A {@link WatchedBackend} tells when a layer's kernel begins and
 * ends; the team of workers tells of every piece of work, from whose class the stage of a
 * convolution is known, and to which small kernel a piece outside of the layers belongs.
 */
public final class StepRecorder implements Workers.Observer {
  private final Map<StepPart, Tally> tallies = new EnumMap<>(StepPart.class);
  private Stages stages;
  private StepPart current;
  private boolean productsSeen;
  private boolean backward;

  /** An idle clock. */
  public StepRecorder() {
    clear();
  }

  /** What one part has had so far. */
  static final class Tally {
    long nanoseconds;

    /** How often the team was put to work for it: each time all wait for the last. */
    long runs;

    /** Into how many shares that work was cut, in all. */
    long shares;
  }

  /** The stages of a convolution's pass, by what the team works on. */
  record Stages(StepPart transforms, StepPart products, StepPart inverse) {}

  /** Forgets everything, before the next step. */
  void clear() {
    for (StepPart part : StepPart.values()) {
      tallies.put(part, new Tally());
    }
  }

  /** Says whether the backward half of a step is under way. */
  void backward(boolean underWay) {
    backward = underWay;
  }

  /** What a part has had since {@link #clear}. */
  Tally tally(StepPart part) {
    return tallies.get(part);
  }

  /** Times a part as a whole. */
  void time(StepPart part, Runnable kernel) {
    current = part;
    long start = System.nanoTime();
    kernel.run();
    tally(part).nanoseconds += System.nanoTime() - start;
    current = null;
  }

  /** Times the pieces of a convolution's pass; what lies between them is counted for none. */
  void timeStages(Stages newStages, Runnable pass) {
    stages = newStages;
    productsSeen = false;
    pass.run();
    stages = null;
  }

  @Override
  public void ran(Workers.Part work, int parts, long elapsed) {
    StepPart part = current == null ? partOf(owner(work)) : current;
    Tally tally = tally(part);
    tally.runs++;
    tally.shares += parts;
    if (current == null && part != StepPart.REST) {
      tally.nanoseconds += elapsed;
    }
  }

  private StepPart partOf(String owner) {
    if (stages != null) {
      if (!owner.endsWith("Transform")) {
        productsSeen = true;
        return stages.products();
      }
      return productsSeen ? stages.inverse() : stages.transforms();
    }
    return switch (owner) {
      case "SimdCapsules" -> StepPart.SQUASH;
      case "SimdPointwise" -> backward ? StepPart.POINTWISE_BACKWARD : StepPart.POINTWISE_FORWARD;
      case "SimdReduction" -> StepPart.SUMS;
      default -> StepPart.REST;
    };
  }

  /**
   * The outermost class that a body of work was written in, without its package: a lambda's own
   * class is named after that.
   */
  static String owner(Workers.Part work) {
    Class<?> type = work.getClass();
    String name = type.getName().substring(type.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
