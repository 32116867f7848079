package capstan.bench.peers;

import java.util.List;

/**
 * A network at work, as one row of the comparison.
 *
 * @param name for people
 * @param subject the network
 * @param trains whether it is trained, rather than asked
 * @param batch images at a time
 * @param trial images at a time while the best way to compute is found
 * @param goal how many times as fast as PyTorch in float32 we want to be; NaN for no goal
 * @param bfloat16Goal the same with convolutions in bfloat16; NaN where those are not measured
 * @param turns how it is measured
 */
record PeerRow(
    String name,
    Subject subject,
    boolean trains,
    int batch,
    int trial,
    double goal,
    double bfloat16Goal,
    Turns turns) {
  private static final double NONE = Double.NaN;
  private static final Turns STEPS = new Turns(7, 14, 150, 900);
  private static final Turns BATCHES = new Turns(7, 14, 100, 300);
  private static final Turns IMAGES = new Turns(15, 30, 60, 150);
  private static final Turns LONG_STEPS = new Turns(3, 5, 150, 900);

  /** What the project's goals are about. */
  static final List<PeerRow> ALL =
      List.of(
          capsNet("training, batch 128", true, 128, 6.5, 4.0, STEPS),
          capsNet("inference, batch 128", false, 128, 6.5, 3.6, BATCHES),
          capsNet("training, batch 32", true, 32, 4, NONE, BATCHES),
          capsNet("training, batch 16", true, 16, 3, NONE, BATCHES),
          capsNet("one image", false, 1, 3, NONE, IMAGES),
          family("Efficient-CapsNet training, batch 128", Subject.EFFICIENT, true, 128, 4),
          family("Efficient-CapsNet training, batch 16", Subject.EFFICIENT, true, 16, 4),
          family("Efficient-CapsNet inference, batch 128", Subject.EFFICIENT, false, 128, NONE),
          family("Efficient-CapsNet one image", Subject.EFFICIENT, false, 1, NONE),
          family("EM routing training, batch 128", Subject.EM, true, 128, NONE),
          family("EM routing training, batch 16", Subject.EM, true, 16, NONE),
          family("EM routing inference, batch 128", Subject.EM, false, 128, NONE),
          cnn("28x28", Subject.CNN_28),
          cnn("40x40", Subject.CNN_40));

  private static PeerRow capsNet(
      String work, boolean trains, int batch, double goal, double bfloat16Goal, Turns turns) {
    return new PeerRow(
        "CapsNet " + work, Subject.CAPSNET, trains, batch, batch, goal, bfloat16Goal, turns);
  }

  private static PeerRow family(
      String name, Subject subject, boolean trains, int batch, double goal) {
    return new PeerRow(name, subject, trains, batch, batch, goal, NONE, trains ? STEPS : BATCHES);
  }

  private static PeerRow cnn(String extents, Subject subject) {
    return new PeerRow(
        "CNN " + extents + " training, batch 128", subject, true, 128, 16, 3, NONE, LONG_STEPS);
  }

  /** Whether it is so little work that one thread may be faster than several. */
  boolean isSmall() {
    return batch <= 32;
  }

  /** What it is measured in. */
  String unit() {
    return batch == 1 ? "ms" : "images/s";
  }

  /** That of a run's milliseconds. */
  double figure(double milliseconds) {
    return batch == 1 ? milliseconds : 1e3 * batch / milliseconds;
  }
}
