package capstan.mnist.session;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingResult;
import capstan.mnist.text.ErrorRate;
import capstan.mnist.text.Json;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.List;

/** A completed training as one JSON object. */
public final class TrainingJson {
  private TrainingJson() {}

  private record Found(
      Path run,
      String preset,
      String data,
      long seed,
      long parameters,
      long steps,
      List<Epoch> epochs) {}

  private record Epoch(
      int epoch,
      double loss,
      double trainErrorPercent,
      Tested test,
      Tested validation,
      double trainSeconds,
      double evaluationSeconds) {}

  private record Tested(int images, @JsonUnwrapped ErrorRate error, double loss) {
    private static Tested of(Score score) {
      return score.exists()
          ? new Tested(score.images(), ErrorRate.of(score), score.meanLoss())
          : null;
    }
  }

  /**
   * What it came to, epoch by epoch.
   *
   * @param trainer what was trained
   * @param folder its run folder
   * @param result all of its epochs
   */
  public static String of(Trainer trainer, Path folder, TrainingResult result) {
    return Json.of(
        new Found(
            folder,
            trainer.configuration().preset(),
            trainer.plan().data().origin(),
            trainer.configuration().training().seed(),
            trainer.model().parameterCount(),
            result.step(),
            result.history().stream().map(TrainingJson::epoch).toList()));
  }

  private static Epoch epoch(EpochMetrics epoch) {
    return new Epoch(
        epoch.epoch(),
        epoch.loss(),
        epoch.trainErrorPercent(),
        Tested.of(epoch.test()),
        Tested.of(epoch.validation()),
        epoch.trainSeconds(),
        epoch.evaluationSeconds());
  }
}
