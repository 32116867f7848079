package capstan.mpi.binding;

import static capstan.mpi.binding.NativeFunctions.HANDLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import capstan.capsnet.group.GroupException;
import capstan.core.foreign.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of MPI that are needed, on all ranks ({@code MPI_COMM_WORLD}), under their C names
 * without {@code MPI_}. Each throws a {@link GroupException} where MPI returns an error. Memory is
 * given by its address. A sum or exchange allocates nothing; an instance serves one thread. (MPI: A
 * Message-Passing Interface Standard 4.0, chapters 6, 9 and 11.)
 */
public final class MpiLibrary {
  /** Bytes that a machine's name takes at most, its final zero included. */
  public static final int LONGEST_NAME = 256;

  private static final int LONGEST_TEXT = 1 << 13;

  private final MemorySegment result = Arena.global().allocate(16, 8);
  private final MemorySegment text = Arena.global().allocate(LONGEST_TEXT, 8);
  private final String name;
  private final Handles handles;
  private final ErrorCodes codes;
  private boolean replacedHandlers;

  private final MethodHandle getLibraryVersion;
  private final MethodHandle initialized;
  private final MethodHandle initThread;
  private final MethodHandle commSetErrhandler;
  private final MethodHandle commRank;
  private final MethodHandle commSize;
  private final MethodHandle getProcessorName;
  private final MethodHandle allreduce;
  private final MethodHandle bcast;
  private final MethodHandle alltoall;
  private final MethodHandle allgather;
  private final MethodHandle abort;
  private final MethodHandle finish;

  private MpiLibrary(LibrarySearch.Found library) {
    name = library.name();
    handles = Handles.of(library);
    NativeFunctions functions = new NativeFunctions(library, handles.layout());
    codes = new ErrorCodes(functions);
    if (handles.isStandard()) {
      requireVersion(functions.checked(codes, "MPI_Abi_get_version", JAVA_LONG, JAVA_LONG));
    }
    getLibraryVersion = functions.checked(codes, "MPI_Get_library_version", JAVA_LONG, JAVA_LONG);
    initialized = functions.checked(codes, "MPI_Initialized", JAVA_LONG);
    initThread =
        functions.checked(codes, "MPI_Init_thread", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    commSetErrhandler = functions.checked(codes, "MPI_Comm_set_errhandler", HANDLE, HANDLE);
    commRank = functions.checked(codes, "MPI_Comm_rank", HANDLE, JAVA_LONG);
    commSize = functions.checked(codes, "MPI_Comm_size", HANDLE, JAVA_LONG);
    getProcessorName = functions.checked(codes, "MPI_Get_processor_name", JAVA_LONG, JAVA_LONG);
    allreduce =
        functions.checked(
            codes, "MPI_Allreduce", JAVA_LONG, JAVA_LONG, JAVA_INT, HANDLE, HANDLE, HANDLE);
    bcast = functions.checked(codes, "MPI_Bcast", JAVA_LONG, JAVA_INT, HANDLE, JAVA_INT, HANDLE);
    alltoall = exchange(functions, "MPI_Alltoall");
    allgather = exchange(functions, "MPI_Allgather");
    abort = functions.checked(codes, "MPI_Abort", HANDLE, JAVA_INT);
    finish = functions.checked(codes, "MPI_Finalize");
  }

  private void requireVersion(MethodHandle abiGetVersion) {
    NativeCall.run(() -> abiGetVersion.invoke(result.address(), result.address() + Integer.BYTES));
    int major = result.get(JAVA_INT, 0);
    if (major != 1) {
      throw new GroupException(
          ("%s has version %s.%s of MPI's binary interface, expected 1: give another library with"
                  + " -Dcapstan.mpi.library=FILE")
              .formatted(name, major, result.get(JAVA_INT, Integer.BYTES)));
    }
  }

  private MethodHandle exchange(NativeFunctions functions, String function) {
    return functions.checked(
        codes, function, JAVA_LONG, JAVA_INT, HANDLE, JAVA_LONG, JAVA_INT, HANDLE, HANDLE);
  }

  /**
   * Finds and opens a library, which joins no group yet.
   *
   * @param chosen a file or a name; empty for the first that loads
   * @param first whose libraries are tried first
   * @throws GroupException if none loads, or it is too old
   */
  public static MpiLibrary open(String chosen, Family first) {
    MpiLibrary[] opened = new MpiLibrary[1];
    boolean replaced =
        SignalHandlers.keep(() -> opened[0] = new MpiLibrary(LibrarySearch.open(chosen, first)));
    opened[0].replacedHandlers = replaced;
    return opened[0];
  }

  /** What it was opened by, such as {@code libmpi.so.40}. */
  public String name() {
    return name;
  }

  /** Whether it has replaced the JVM's handlers of signals, which were put back. */
  public boolean replacedHandlers() {
    return replacedHandlers;
  }

  /** What it says of itself, in words or lines of its own. */
  public String getLibraryVersion() {
    return text(getLibraryVersion);
  }

  /** Whether this process has ever joined its group. */
  public boolean initialized() {
    return number(initialized) != 0;
  }

  /**
   * Joins the group, for calls from this one thread of many. From now on errors come back.
   *
   * @return whether the library has learnt of the many threads
   */
  public boolean initThread() {
    replacedHandlers |= SignalHandlers.keep(this::initialize);
    boolean funneled = result.get(JAVA_INT, 0) >= handles.funneled();
    NativeCall.run(() -> commSetErrhandler.invoke(handles.world(), handles.errorsReturn()));
    codes.name(commRank());
    return funneled;
  }

  private void initialize() {
    NativeCall.run(() -> initThread.invoke(0L, 0L, handles.funneled(), result.address()));
  }

  /** This process, from 0. */
  public int commRank() {
    return ofWorld(commRank);
  }

  /** How many ranks there are. */
  public int commSize() {
    return ofWorld(commSize);
  }

  /** Name of this machine. */
  public String getProcessorName() {
    return text(getProcessorName);
  }

  /** Replaces float32 numbers by their sums over all ranks. */
  public void allreduceFloats(long numbers, int count) {
    allreduce(numbers, count, handles.float32());
  }

  /** Replaces float64 numbers by their sums over all ranks. */
  public void allreduceDoubles(long numbers, int count) {
    allreduce(numbers, count, handles.float64());
  }

  private void allreduce(long numbers, int count, long type) {
    try {
      allreduce.invokeExact(
          handles.inPlace(), numbers, count, type, handles.sum(), handles.world());
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /**
   * Copies one rank's memory to all others.
   *
   * @param root that rank
   */
  public void bcast(long memory, int bytes, int root) {
    NativeCall.run(() -> bcast.invoke(memory, bytes, handles.bytes(), root, handles.world()));
  }

  /**
   * Sends each rank a part of its own, and receives one from each.
   *
   * @param from the parts, one after the other by rank
   * @param to room for as many
   * @param bytes of a part
   */
  public void alltoall(long from, long to, int bytes) {
    exchange(alltoall, from, to, bytes);
  }

  /**
   * Sends all ranks the same, and receives what each sends.
   *
   * @param from this rank's
   * @param to room for all, one after the other by rank
   * @param bytes that a rank sends
   */
  public void allgather(long from, long to, int bytes) {
    exchange(allgather, from, to, bytes);
  }

  private void exchange(MethodHandle function, long from, long to, int bytes) {
    try {
      function.invokeExact(
          from, bytes, handles.bytes(), to, bytes, handles.bytes(), handles.world());
    } catch (Throwable thrown) {
      throw NativeCall.thrown(thrown);
    }
  }

  /** Ends all ranks at once, as a rule this one too. */
  public void abort(int status) {
    NativeCall.run(() -> abort.invoke(handles.world(), status));
  }

  /** Leaves the group for good: {@code MPI_Finalize}. */
  public void leave() {
    NativeCall.run(() -> finish.invoke());
  }

  private int ofWorld(MethodHandle function) {
    NativeCall.run(() -> function.invoke(handles.world(), result.address()));
    return result.get(JAVA_INT, 0);
  }

  private int number(MethodHandle function) {
    NativeCall.run(() -> function.invoke(result.address()));
    return result.get(JAVA_INT, 0);
  }

  private String text(MethodHandle function) {
    NativeCall.run(() -> function.invoke(text.address(), result.address()));
    return text.getString(0);
  }
}
