package capstan.capsnet.training;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.Broadcast;
import capstan.capsnet.run.RunConfiguration;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Trainings of a group: the first rank leads, with its trainer as if it were alone, and the others
 * follow. They get configuration, images and weights from it, and need no files.
 */
public final class GroupTraining {
  /** What followers are told of a training; nothing is where they are let go. */
  private record Shared(RunConfiguration configuration, long checkEvery) {}

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
      Broadcast broadcast = new Broadcast(group);
      broadcast.text(0, ConfigurationJson.write(new Shared(trainer.configuration(), checkEvery)));
      broadcast.send(data);
    }
    trainer.join(group, checkEvery);
  }

  /** Lets the other ranks go, as the first, after its last training. */
  public static void dismiss(AllReduce group) {
    new Broadcast(group).text(0, "");
  }

  /**
   * Shares the trainings of the first rank, as any other, until it {@link #dismiss}es.
   *
   * @param group who trains
   * @param backend what computes; not closed
   * @param began gets each trainer before its first step
   * @throws IOException as {@link Trainer#run}
   */
  public static void follow(AllReduce group, Backend backend, Consumer<Trainer> began)
      throws IOException {
    Broadcast broadcast = new Broadcast(group);
    for (String sent = broadcast.text(0, ""); !sent.isEmpty(); sent = broadcast.text(0, "")) {
      Shared shared = Broadcast.read(sent, Shared.class);
      try (Trainer trainer =
          new Trainer(
              shared.configuration(), broadcast.receive(), backend, TrainingListener.SILENT)) {
        trainer.join(group, shared.checkEvery());
        began.accept(trainer);
        trainer.run();
      }
    }
  }
}
