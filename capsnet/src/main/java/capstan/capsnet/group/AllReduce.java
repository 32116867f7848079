package capstan.capsnet.group;

import capstan.core.Tensor;
import java.util.List;

/**
 * The processes that train one network together, its ranks, each with a part of every batch. All
 * ranks call the same methods in the same order, from the thread that opened the group: each
 * returns when all have come to it. The group of one, {@link #alone}, does nothing.
 */
public interface AllReduce extends AutoCloseable {

  /** A group of one. */
  static AllReduce alone() {
    return Alone.GROUP;
  }

  /** This process, from 0; the first prints, and keeps the run. */
  int rank();

  /** How many there are. */
  int ranks();

  /** How many of them share this process's machine, itself included. */
  int ranksHere();

  /** What connects them, in words, such as "Open MPI 4.1.4, 4 ranks on 2 machines". */
  String description();

  /**
   * Multiplies this rank's tensors by a factor and replaces them by the sum over all ranks, which
   * has the same bits everywhere.
   *
   * @param tensors of the same shapes on every rank, in the same order
   * @param factor of this rank's numbers
   * @return the factor that is still to be multiplied by: a group of one leaves it, and the
   *     tensors, to the caller, others have done it and return 1
   */
  float sum(List<Tensor> tensors, float factor);

  /**
   * Replaces numbers by their sums over all ranks, which have the same bits everywhere.
   *
   * @param numbers as many on every rank
   */
  void sum(double[] numbers);

  /**
   * Copies one rank's tensors to all others.
   *
   * @param from that rank
   * @param tensors of the same shapes on every rank, in the same order
   */
  void broadcast(int from, List<Tensor> tensors);

  /**
   * Copies one rank's bytes to all others.
   *
   * @param from that rank
   * @param bytes to send; of no account on other ranks
   * @return that rank's bytes
   */
  byte[] broadcast(int from, byte[] bytes);

  /**
   * Ends every rank at once, this one too; for when the group cannot go on.
   *
   * @param status exit status
   */
  void abort(int status);

  /** Leaves the group, when all ranks do. */
  @Override
  void close();
}
