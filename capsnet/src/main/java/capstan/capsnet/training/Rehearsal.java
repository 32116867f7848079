package capstan.capsnet.training;

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

  private final Thread thread;
  private volatile boolean stopped;

  private Rehearsal(ModelConfiguration network, boolean vectorLoops) {
    Optional<ModelConfiguration> miniature = vectorLoops ? network.miniature() : Optional.empty();
    thread =
        miniature
            .map(
                small ->
                    Thread.ofPlatform()
                        .daemon()
                        .name("capstan-rehearsal")
                        .unstarted(() -> rehearse(small)))
            .orElse(null);
  }

  /**
   * Starts, on a thread of its own, if the network has a miniature and the backend vector loops;
   * for others there is nothing to gain.
   *
   * @param network what is going to be trained
   * @param backend what is going to compute
   */
  public static Rehearsal start(ModelConfiguration network, Backend backend) {
    return start(network, backend.vectorLoops());
  }

  /**
   * Starts one that nobody waits for, before it is known what is going to be trained or to compute:
   * most networks have most kernels in common, and the one of the training itself finds them
   * compiled.
   *
   * @param network what is likely to be trained
   */
  public static void startEarly(ModelConfiguration network) {
    start(network, true);
  }

  static Rehearsal start(ModelConfiguration network, boolean vectorLoops) {
    Rehearsal rehearsal = new Rehearsal(network, vectorLoops);
    if (rehearsal.thread != null) {
      rehearsal.thread.start();
    }
    return rehearsal;
  }

  private void rehearse(ModelConfiguration network) {
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
      Adam adam = new Adam(backend, model.parameters(), AdamSettings.DEFAULT);
      for (int pass = 0; pass < PASSES && !stopped; pass++) {
        if (pass > 0) {
          tape.forward();
        }
        tape.backward(graph.loss());
        adam.step(1e-3f);
      }
    } catch (RuntimeException | OutOfMemoryError unimportant) {
      // The real training meets the same and reports it.
      stopped = true;
    }
  }

  /** Waits until all passes are done. */
  public void finish() {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
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
