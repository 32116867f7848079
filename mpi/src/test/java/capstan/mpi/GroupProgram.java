package capstan.mpi;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider;
import capstan.capsnet.group.AllReduceProvider.Precision;
import capstan.capsnet.group.GroupException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mpi.binding.Launch;
import capstan.mpi.binding.MpiLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What each rank does in a test, in an order that is the same everywhere. It writes what came of it
 * into a file of its own, a line of name and value each.
 */
public final class GroupProgram {
  static final int ABORTED = 7;

  /** Numbers in the gradients of the paper's network. */
  static final int GRADIENTS = 8_215_568;

  private static final int REPETITIONS = 9;

  /** Numbers that are sent at once: few, so that all is sent in pieces, and the last is short. */
  private static final int PIECE = 7;

  private static final byte[] GREETING = "from the last rank".getBytes(StandardCharsets.UTF_8);

  private final List<String> lines = new ArrayList<>();
  private String prefix = "";

  private GroupProgram() {}

  /**
   * Runs on every rank.
   *
   * @param arguments a folder for the files, and what to do: everything, traffic, open or abort
   */
  public static void main(String[] arguments) throws Exception {
    GroupProgram program = new GroupProgram();
    String file = "refused-" + ProcessHandle.current().pid();
    try {
      file = "rank-" + program.run(arguments[1]);
    } catch (GroupException refusal) {
      program.tell("refusal", refusal.getMessage());
    }
    Files.write(Path.of(arguments[0], file), program.lines);
  }

  private int run(String task) throws IOException, InterruptedException {
    if (task.equals("everything")) {
      return everything();
    }
    if (task.equals("traffic")) {
      return traffic();
    }
    try (AllReduce group = AllReduceProvider.find().orElseThrow().open(Precision.FLOAT32)) {
      if (task.equals("abort")) {
        if (group.rank() == 1) {
          group.abort(ABORTED);
        }
        group.sum(new double[1]);
      }
      tell("description", group.description());
      return group.rank();
    }
  }

  private int everything() throws InterruptedException {
    MpiLibrary mpi = MpiLibrary.open("", Launch.of(System.getenv()).family());
    mpi.initThread();
    ImplicitNullCheck.run();
    for (Precision precision : Precision.values()) {
      prefix = precision + " ";
      sums(new MpiAllReduce(mpi, precision, PIECE));
    }
    prefix = "";
    int rank = mpi.commRank();
    try (MpiAllReduce group = new MpiAllReduce(mpi, Precision.FLOAT32, PIECE)) {
      tell("ranks", group.ranks());
      tell("ranksHere", group.ranksHere());
      tell("description", group.description());
      doubles(group);
      broadcasts(group);
      anotherThread(group);
      mistakes(group, mpi);
    }
    try {
      AllReduceProvider.find().orElseThrow().open(Precision.FLOAT32);
    } catch (GroupException again) {
      tell("again", again.getMessage());
    }
    return rank;
  }

  private int traffic() throws IOException {
    MpiLibrary mpi = MpiLibrary.open("", Launch.of(System.getenv()).family());
    mpi.initThread();
    int rank = mpi.commRank();
    for (Precision precision : Precision.values()) {
      MpiAllReduce group = new MpiAllReduce(mpi, precision, MpiAllReduce.MOST_AT_ONCE);
      Tensor tensor = Tensor.zeros(GRADIENTS);
      tensor.fill(group.rank() + 1);
      group.sum(List.of(tensor), 1);
      tell("sum", tensor.array()[GRADIENTS - 1]);
      List<Tensor> tensors = List.of(tensor);
      time(precision.toString(), group, () -> group.sum(tensors, 0.5f));
    }
    try (MpiAllReduce group = new MpiAllReduce(mpi, Precision.FLOAT32, PIECE)) {
      double[] number = new double[1];
      time("number", group, () -> group.sum(number));
      tell("ranks", group.ranks());
      tell("ranksHere", group.ranksHere());
      tell("description", group.description());
    }
    return rank;
  }

  /** Tells the median time, after as many that warm up, and how much was sent in each. */
  private void time(String name, AllReduce group, Runnable work) throws IOException {
    double[] seconds = new double[REPETITIONS];
    long sent = 0;
    for (int i = -REPETITIONS; i < REPETITIONS; i++) {
      group.sum(new double[1]);
      if (i == 0) {
        sent = bytesSent();
      }
      long start = System.nanoTime();
      work.run();
      seconds[Math.max(i, 0)] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    tell(name + " seconds", String.format(Locale.ROOT, "%.6f", seconds[REPETITIONS / 2]));
    tell(name + " bytes", (bytesSent() - sent) / REPETITIONS);
  }

  private static long bytesSent() throws IOException {
    Path counter = Path.of("/sys/class/net", TwoMachines.CABLE, "statistics/tx_bytes");
    return Long.parseLong(Files.readString(counter).strip());
  }

  private void sums(AllReduce group) {
    Tensor hand = Tensor.of(Shape.of(3), 1, 2, -4);
    tell("hand factor", group.sum(List.of(hand), (group.rank() + 1) * 0.5f));
    tell("hand", words(hand));
    // The second time, memory is there already, and larger than what is needed.
    for (String round : List.of("first ", "second ")) {
      List<Tensor> tensors = tensors(group.rank());
      tell(round + "factor", group.sum(tensors, factor(group.rank())));
      tell(round + "sum", words(tensors));
      tell(round + "surroundings", words(surroundings(tensors.getLast())));
      group.sum(List.of(), 1);
    }
  }

  private void doubles(AllReduce group) {
    double[] numbers = new double[9];
    Arrays.setAll(numbers, i -> (i + 1) * (group.rank() + 1) + 0.5);
    group.sum(numbers);
    tell(
        "doubles",
        DoubleStream.of(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    group.sum(new double[0]);
  }

  private void broadcasts(AllReduce group) {
    int last = group.ranks() - 1;
    List<Tensor> tensors = tensors(group.rank());
    group.broadcast(last, tensors);
    tell("broadcast", words(tensors));
    tell("surroundings", words(surroundings(tensors.getLast())));
    byte[] bytes = group.broadcast(last, group.rank() == last ? GREETING : new byte[1]);
    tell("bytes", new String(bytes, StandardCharsets.UTF_8));
    tell("nothing", group.broadcast(0, new byte[0]).length);
  }

  private void anotherThread(AllReduce group) throws InterruptedException {
    Thread other =
        new Thread(
            () -> {
              try {
                group.sum(new double[1]);
              } catch (IllegalStateException refusal) {
                tell("thread", refusal.getMessage());
              }
            },
            "another");
    other.start();
    other.join();
  }

  /**
   * Not all libraries look at their arguments, but all notice that they were sent too much; in
   * groups of more than two it may reach some ranks through others, which would wait.
   */
  private void mistakes(AllReduce group, MpiLibrary mpi) {
    if (group.ranks() == 2) {
      try (Arena arena = Arena.ofConfined()) {
        mpi.bcast(arena.allocate(8).address(), group.rank() == 0 ? 8 : 4, 0);
      } catch (GroupException truncated) {
        tell("truncated", truncated.getMessage());
      }
    }
    if (group.description().startsWith("Open MPI")) {
      try {
        mpi.allreduceFloats(0, -1);
      } catch (GroupException negative) {
        tell("negative", negative.getMessage());
      }
    }
  }

  /** What a rank's numbers are multiplied by. */
  static float factor(int rank) {
    return 1f / (rank + 2);
  }

  /** Three tensors of a rank, the last a window whose surroundings must stay. */
  static List<Tensor> tensors(int rank) {
    return List.of(
        Tensor.view(numbers(rank + 10, 1), 0, Shape.of(1)),
        Tensor.view(numbers(rank + 20, 15), 0, Shape.of(3, 5)),
        Tensor.view(numbers(rank + 30, 41), 4, Shape.of(31)));
  }

  /** All that a window does not show. */
  static Tensor surroundings(Tensor window) {
    float[] array = window.array();
    int end = window.offset() + window.elements();
    float[] rest = new float[array.length - window.elements()];
    System.arraycopy(array, 0, rest, 0, window.offset());
    System.arraycopy(array, end, rest, window.offset(), array.length - end);
    return Tensor.of(Shape.of(rest.length), rest);
  }

  /** Of very different sizes, as gradients are. */
  private static float[] numbers(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(-20, 3));
    }
    return numbers;
  }

  static String words(List<Tensor> tensors) {
    return tensors.stream().map(GroupProgram::words).collect(Collectors.joining(" "));
  }

  /** Numbers in as many digits as tell them apart. */
  static String words(Tensor tensor) {
    float[] numbers = tensor.toArray();
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> Float.toString(numbers[i]))
        .collect(Collectors.joining(" "));
  }

  private void tell(String name, Object value) {
    lines.add(prefix + name + "=" + value);
  }
}
