package capstan.mnist.session;

import capstan.capsnet.data.Dataset;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.training.GroupTraining;
import capstan.capsnet.training.Trainer;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;

/**
 * What computes a training.
 *
 * @param choice this process's backend
 * @param group the processes that share it
 * @param checkEvery compare the weights of all after so many steps, 0 for never
 */
public record TrainingMachine(BackendChoice choice, AllReduce group, long checkEvery) {
  /** This process's backend. */
  public Backend backend() {
    return choice.backend();
  }

  /**
   * Has the other ranks share a training that has not begun.
   *
   * @param trainer what is trained
   * @param data what it was started with
   */
  public void share(Trainer trainer, Dataset data) {
    GroupTraining.lead(trainer, group, data, checkEvery);
  }
}
