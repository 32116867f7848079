package capstan.capsnet.run;

import java.util.List;

/**
 * How far a run has come: with the weights, Adam's moments and the configuration, all that is
 * needed to go on as if it had never stopped. Random numbers need no state, for they are addressed
 * by position.
 *
 * @param step steps done
 * @param epoch epochs completed
 * @param position images of the current epoch already trained on
 * @param learningRate of the latest step
 * @param sums of the current epoch
 * @param row sums since the latest row of metrics
 * @param trainSeconds time spent in the current epoch's steps
 * @param history the completed epochs
 * @param data what it trains on
 */
public record TrainingState(
    long step,
    int epoch,
    int position,
    double learningRate,
    EpochSums.Snapshot sums,
    EpochSums.Snapshot row,
    double trainSeconds,
    List<EpochMetrics> history,
    DataSummary data) {}
