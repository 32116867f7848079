package capstan.capsnet.training;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.DatasetBroadcast;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Trainings of a group: the first rank leads, with its trainer as if it were alone, and the others
 * follow. They get configuration, images and weights from it, and need no files.
 */
public final class GroupTraining {
  private GroupTraining() {}

  /**
   * Has the other ranks of a group share a training, which has not begun yet; as the first rank.
   *
   * @param trainer what is trained; its batch is dealt to all ranks
   * @param group who trains
   * @param data what the trainer was started with
   * @param checkEvery compare all weights after so many steps, 0 for never
   * @throws capstan.capsnet.setting.InvalidSettingException if the batch has no image for each rank
   */
  public static void lead(Trainer trainer, AllReduce group, Dataset data, long checkEvery) {
    trainer.requireBatchFor(group);
    if (group.ranks() > 1) {
      DatasetBroadcast broadcast = new DatasetBroadcast(group);
      broadcast.text(ConfigurationJson.write(trainer.configuration()));
      broadcast.text(Long.toString(checkEvery));
      broadcast.send(data);
    }
    trainer.join(group, checkEvery);
  }

  /** Lets the other ranks go, as the first, after its last training. */
  public static void dismiss(AllReduce group) {
    new DatasetBroadcast(group).text("");
  }

  /**
   * Shares the trainings of the first rank, as any other, until it {@link #dismiss}es.
   *
   * @param group who trains
   * @param backend what computes; not closed
   * @param began gets each trainer before its first step
   * @throws IOException never for lack of a file, as nothing is written
   */
  public static void follow(AllReduce group, Backend backend, Consumer<Trainer> began)
      throws IOException {
    DatasetBroadcast broadcast = new DatasetBroadcast(group);
    for (String sent = broadcast.text(""); !sent.isEmpty(); sent = broadcast.text("")) {
      RunConfiguration configuration = DatasetBroadcast.read(sent, RunConfiguration.class);
      long checkEvery = Long.parseLong(broadcast.text(""));
      try (Trainer trainer =
          Trainer.following(configuration, broadcast.receive(), backend, TrainingListener.SILENT)) {
        trainer.join(group, checkEvery);
        began.accept(trainer);
        trainer.run();
      }
    }
  }
}
