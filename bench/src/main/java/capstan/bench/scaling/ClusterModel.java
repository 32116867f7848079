package capstan.bench.scaling;

/**
 * What the network of a cluster leaves of the speed of its machines, which are all alike and
 * connected by a switch that does not slow them. A ring moves 2 (n - 1) / n times the gradients
 * over each machine's link, in each direction, in 2 (n - 1) messages one after the other (Patarasuk
 * and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations, 2009). Nothing
 * overlaps: gradients are complete before they are sent, and Adam needs their sum.
 *
 * @param fixed seconds of one machine's step whatever its images: Adam, for one
 * @param image seconds for each image
 * @param local seconds of a sum besides the network: copying, adding up, rounding
 * @param bytes of the gradients as they are sent
 */
record ClusterModel(double fixed, double image, double local, double bytes) {
  /** Seconds of a message that has next to no bytes, by TCP. */
  static final double LATENCY = 50e-6;

  /** Exchanges of a few numbers in each step: whether to stop, twice, and the loss. */
  static final int EXCHANGES = 3;

  /**
   * Seconds of a sum of gradients.
   *
   * @param machines from 1
   * @param rate of each link, in bits a second
   */
  double sum(int machines, double rate) {
    return machines == 1
        ? 0
        : local
            + 2.0 * (machines - 1) / machines * bytes * Byte.SIZE / rate
            + 2 * (machines - 1) * LATENCY;
  }

  /**
   * Seconds of a step.
   *
   * @param images of each machine, on average
   * @param machines from 1
   * @param rate of each link, in bits a second
   */
  double step(double images, int machines, double rate) {
    int messages = Integer.SIZE - Integer.numberOfLeadingZeros(machines - 1);
    return fixed + image * images + sum(machines, rate) + EXCHANGES * messages * LATENCY;
  }

  /**
   * Images a second, over those of one machine, of a batch that is dealt to all.
   *
   * @param batch images of all together
   */
  double speedUpDealt(int batch, int machines, double rate) {
    return step(batch, 1, rate) / step((double) batch / machines, machines, rate);
  }

  /**
   * Images a second, over those of one machine, if each has a whole batch: one of as many times the
   * images.
   *
   * @param batch images of each machine
   */
  double speedUpWhole(int batch, int machines, double rate) {
    return machines * step(batch, 1, rate) / step(batch, machines, rate);
  }
}
