package capstan.capsnet.training;

import capstan.capsnet.run.EpochMetrics;
import java.util.List;

/**
 * How a training ended.
 *
 * @param completed whether all epochs are done; otherwise it was asked to stop
 * @param step steps done
 * @param history the completed epochs
 */
public record TrainingResult(boolean completed, long step, List<EpochMetrics> history) {}
