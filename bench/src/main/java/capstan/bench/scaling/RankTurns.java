package capstan.bench.scaling;

import capstan.bench.measure.Network;
import capstan.bench.scaling.RankFigures.Figure;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider;
import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.capsnet.group.GroupException;
import capstan.capsnet.group.StepExchange;
import capstan.capsnet.network.RoutingGradient;
import capstan.capsnet.run.EpochSums;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What each of two ranks does: they share a step, in turn with steps of the first alone, meanwhile
 * the second sleeps. It waits at a socket for that, since MPI polls: a rank that waits in it keeps
 * a processor busy.
 */
final class RankTurns {
  /** Images of a step of all. */
  static final int BATCH = 128;

  /** What each of 64 machines would get of it. */
  static final int FEWEST = 2;

  /** Measured, after two that are not. */
  static final int ROUNDS = 5;

  private static final int WARM_ROUNDS = 2;
  private static final double TURN_SECONDS = 0.8;

  private final AllReduce group;
  private final Network half;
  private final List<Tensor> gradients;
  private final StepExchange exchange;
  private final EpochSums sums = new EpochSums();
  private final Map<Figure, double[]> values = new EnumMap<>(Figure.class);

  private RankTurns(AllReduce group, Backend backend) {
    this.group = group;
    exchange = new StepExchange(group);
    half = network(backend, BATCH / 2);
    gradients = half.gradients();
    for (Figure figure : Figure.values()) {
      values.put(figure, new double[ROUNDS]);
    }
    int elements = gradients.stream().mapToInt(Tensor::elements).sum();
    values.put(Figure.ELEMENTS, new double[] {elements});
  }

  private static Network network(Backend backend, int batch) {
    return new Network(backend, batch, RoutingGradient.LAST_ROUND);
  }

  /**
   * Runs on both ranks; the first prints {@link RankFigures}.
   *
   * @param arguments what gradients are sent as, and threads of a rank
   */
  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[1]);
    AllReduceProvider provider = AllReduceProvider.find().orElseThrow();
    try (Backend backend = Backends.simd(threads);
        AllReduce group = provider.open(Precision.valueOf(arguments[0]))) {
      if (group.ranks() != 2) {
        throw new GroupException("expected 2 ranks, found " + group.description());
      }
      RankTurns turns = new RankTurns(group, backend);
      if (group.rank() == 0) {
        turns.lead(threads, backend);
      } else {
        turns.follow();
      }
    } catch (GroupException failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private void lead(int threads, Backend backend) throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Backend all = Backends.simd(2 * threads)) {
      group.broadcast(0, ByteBuffer.allocate(Integer.BYTES).putInt(door.getLocalPort()).array());
      Network whole = network(all, BATCH);
      Network alone = network(backend, BATCH);
      Network fewest = network(all, FEWEST);
      try (Socket other = door.accept()) {
        for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
          keep(Figure.WHOLE, round, whole.stepSeconds(TURN_SECONDS));
          other.getOutputStream().write(1);
          share(round);
          keep(Figure.ALONE, round, alone.stepSeconds(TURN_SECONDS));
          keep(Figure.FEWEST, round, fewest.stepSeconds(TURN_SECONDS));
        }
      }
    }
    new RankFigures(group.description(), values).lines().forEach(System.out::println);
  }

  private void follow() throws IOException {
    int port = ByteBuffer.wrap(group.broadcast(0, new byte[0])).getInt();
    try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port)) {
      while (first.getInputStream().read() >= 0) {
        share(-1);
      }
    }
  }

  private void keep(Figure figure, int round, double seconds) {
    if (round >= 0) {
      values.get(figure)[round] = seconds;
    }
  }

  /** Steps of both ranks, exchanging what a training does, until the first has had enough. */
  private void share(int round) {
    long start = 0;
    long sum = 0;
    long waiting = 0;
    int steps = -2;
    double seconds = 0;
    while (!exchange.any(group.rank() == 0 && seconds >= TURN_SECONDS)) {
      if (steps == 0) {
        start = System.nanoTime();
        sum = 0;
        waiting = 0;
      }
      half.forward();
      half.backward();
      long complete = System.nanoTime();
      sums.clear();
      exchange.share(sums, null);
      long together = System.nanoTime();
      group.sum(gradients, 0.5f);
      sum += System.nanoTime() - together;
      waiting += together - complete;
      half.update();
      exchange.any(false);
      steps++;
      seconds = steps <= 0 ? 0 : (System.nanoTime() - start) / 1e9;
    }
    keep(Figure.SHARED, round, seconds / steps);
    keep(Figure.SUM, round, sum / 1e9 / steps);
    keep(Figure.WAITING, round, waiting / 1e9 / steps);
  }
}
