package capstan.mnist.session;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingResult;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** A completed training as one JSON object. */
public final class TrainingJson {
  private TrainingJson() {}

  /**
   * What it came to, epoch by epoch.
   *
   * @param trainer what was trained
   * @param folder its run folder
   * @param result all of its epochs
   */
  public static String of(Trainer trainer, Path folder, TrainingResult result) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("run", folder.toString());
    root.put("preset", trainer.configuration().preset());
    root.put("data", trainer.plan().data().origin());
    root.put("seed", trainer.configuration().training().seed());
    root.put("parameters", trainer.model().parameterCount());
    root.put("steps", result.step());
    ArrayNode epochs = root.putArray("epochs");
    for (EpochMetrics epoch : result.history()) {
      ObjectNode each = epochs.addObject();
      each.put("epoch", epoch.epoch());
      each.put("loss", epoch.loss());
      each.put("trainErrorPercent", epoch.trainErrorPercent());
      put(each, "test", epoch.test());
      if (epoch.validation().exists()) {
        put(each, "validation", epoch.validation());
      }
      each.put("trainSeconds", epoch.trainSeconds());
      each.put("evaluationSeconds", epoch.evaluationSeconds());
    }
    return root.toString();
  }

  private static void put(ObjectNode epoch, String name, Score score) {
    epoch
        .putObject(name)
        .put("images", score.images())
        .put("wrong", score.wrong())
        .put("errorPercent", score.errorPercent())
        .put("lowPercent", score.errorIntervalPercent().low())
        .put("highPercent", score.errorIntervalPercent().high());
  }
}
