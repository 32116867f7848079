package capstan.mpi;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider;
import capstan.capsnet.group.GroupException;
import capstan.mpi.binding.Launch;
import capstan.mpi.binding.MpiLibrary;
import java.util.Map;

/**
 * What {@link AllReduceProvider#find} finds MPI by. The library is the one that the system property
 * {@code capstan.mpi.library} names, else that of the launcher, as the environment tells it, else
 * any.
 */
public final class MpiProvider implements AllReduceProvider {
  static final String LIBRARY = "capstan.mpi.library";

  private final Launch launch;

  /** For {@link java.util.ServiceLoader}. */
  public MpiProvider() {
    this(System.getenv());
  }

  MpiProvider(Map<String, String> environment) {
    launch = Launch.of(environment);
  }

  @Override
  public String name() {
    return "mpi";
  }

  @Override
  public String description() {
    try {
      return title(library());
    } catch (GroupException none) {
      return none.getMessage();
    }
  }

  @Override
  public AllReduce open(Precision precision) {
    MpiLibrary mpi = library();
    if (mpi.initialized()) {
      throw new GroupException(
          "this process has joined its group before, which MPI lets it do only once");
    }
    boolean funneled = mpi.initThread();
    ImplicitNullCheck.run();
    if (!funneled) {
      mpi.leave();
      throw new GroupException(
          title(mpi)
              + " cannot be called by a program with several threads (MPI_THREAD_FUNNELED):"
              + " install one that can, as nearly all do");
    }
    int ranks = mpi.commSize();
    if (ranks < launch.ranks()) {
      mpi.leave();
      throw new GroupException(
          ("started as one of %s ranks by %s, but %s knows %s: give the library that belongs to the"
                  + " launcher with -Dcapstan.mpi.library=FILE, or start with the launcher of this"
                  + " one (docs/cluster.md)")
              .formatted(launch.ranks(), launch.launcher(), title(mpi), ranks));
    }
    return new MpiAllReduce(mpi, precision, MpiAllReduce.MOST_AT_ONCE);
  }

  private MpiLibrary library() {
    return MpiLibrary.open(System.getProperty(LIBRARY, ""), launch.family());
  }

  private static String title(MpiLibrary mpi) {
    String untamed = mpi.replacedHandlers() ? ", " + MpiAllReduce.UNTAMED : "";
    return LibraryTitle.of(mpi.getLibraryVersion()) + " (" + mpi.name() + untamed + ")";
  }
}
