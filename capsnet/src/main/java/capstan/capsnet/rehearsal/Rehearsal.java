package capstan.capsnet.rehearsal;

import capstan.autograd.Tape;
import capstan.autograd.optim.Adam;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Trains a miniature of a network while the data is still being read, so that HotSpot compiles the
 * kernels before the first real step needs them. A vector operation that is not compiled yet costs
 * a thousand times its price: the first step of the whole network spends ten times longer on
 * kernels in their slow tiers than on its work, and the miniature meets the same kernels with
 * little work.
 *
 * <p>It shares nothing with the real training but the compiled code, so no result depends on it.
 */
public final class Rehearsal implements AutoCloseable {
  /** One vector of images at any width: the least for which all kernels see whole blocks. */
  private static final int BATCH = 16;

  /**
   * By then everything is compiled where the JVM lets a kernel wait for its compiler, as the
   * launcher's options ask for: the first pass meets nearly all kernels often enough, and the later
   * ones what the compiler took back after it.
   */
  private static final int PASSES = 4;

  /** The one that began before the options were read, until a training asks for its own. */
  private static final AtomicReference<Rehearsal> EARLY = new AtomicReference<>();

  private final Supplier<Optional<ModelConfiguration>> miniature;
  private final Thread thread;
  private volatile boolean stopped;

  private Rehearsal(Supplier<Optional<ModelConfiguration>> miniature) {
    this.miniature = miniature;
    thread = Thread.ofPlatform().daemon().name("capstan-rehearsal").start(this::rehearse);
  }

  /**
   * Starts, on a thread of its own, if the network has a miniature and the backend vector loops;
   * for others there is nothing to gain. Goes on with the early one instead if that is the same.
   *
   * @param network what is going to be trained
   * @param backend what is going to compute
   */
  public static Rehearsal start(ModelConfiguration network, Backend backend) {
    return start(network, backend.vectorLoops());
  }

  /**
   * Starts one before it is known what is going to be trained or to compute: most networks have
   * most kernels in common, and the one of the training itself finds them compiled.
   *
   * @param network what is likely to be trained; asked on the rehearsal's own thread, and again by
   *     {@link #start(ModelConfiguration, Backend)}
   * @return what that one returns if the training turns out to be the likely one
   */
  public static Rehearsal startEarly(Supplier<ModelConfiguration> network) {
    Rehearsal early = new Rehearsal(() -> network.get().miniature());
    EARLY.set(early);
    return early;
  }

  static Rehearsal start(ModelConfiguration network, boolean vectorLoops) {
    Optional<ModelConfiguration> miniature = vectorLoops ? network.miniature() : Optional.empty();
    Rehearsal early = EARLY.getAndSet(null);
    if (early != null) {
      if (early.miniature.get().equals(miniature)) {
        return early;
      }
      early.stopped = true;
    }
    return new Rehearsal(() -> miniature);
  }

  private void rehearse() {
    try {
      miniature.get().ifPresent(this::train);
    } catch (RuntimeException | OutOfMemoryError unimportant) {
      // The real training meets the same and reports it.
      stopped = true;
    }
  }

  private void train(ModelConfiguration network) {
    try (Backend backend = Backends.simd(1)) {
      Model model = network.newModel(0);
      ImageExtents extents = network.image();
      int pixels = extents.height() * extents.width() * extents.channels();
      Tensor images = Tensor.zeros(BATCH, extents.height(), extents.width(), extents.channels());
      Tensor targets = Tensor.zeros(BATCH, network.classes());
      for (int i = 0; i < BATCH; i++) {
        targets.set(1, i, i % network.classes());
        for (int pixel = 0; pixel < pixels; pixel++) {
          images.array()[images.offset() + i * pixels + pixel] = pixel % 7 / 7f;
        }
      }
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = model.recordTraining(tape, images, targets, 0);
      Adam adam = new Adam(backend, model.learnedParameters(), AdamSettings.DEFAULT);
      for (int pass = 0; pass < PASSES && !stopped; pass++) {
        if (pass > 0) {
          tape.forward();
        }
        tape.backward(graph.loss());
        adam.step(1e-3f);
      }
    }
  }

  /** Waits until all passes are done. */
  public void finish() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the rehearsal once its present pass is done; a second call does nothing. */
  @Override
  public void close() {
    stopped = true;
    finish();
  }
}
