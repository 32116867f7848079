package capstan.capsnet.golden;

import capstan.capsnet.checkpoint.Checksums;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the scalar backend makes of a run folder, in numbers that versions can compare. */
final class RunDigest {
  private RunDigest() {}

  /** Scores, capsules and reconstruction of every image, put in the middle of the network's. */
  static String predictions(Path run, ImageSet images) throws IOException {
    Digest digest = new Digest();
    try (Classifier classifier = Classifier.load(run, Backends.scalar())) {
      ImageExtents extents = classifier.model().configuration().image();
      int above = (extents.height() - images.height()) / 2;
      int left = (extents.width() - images.width()) / 2;
      for (int image = 0; image < images.count(); image++) {
        float[] pixels = new float[extents.height() * extents.width()];
        for (int y = 0; y < images.height(); y++) {
          for (int x = 0; x < images.width(); x++) {
            pixels[(above + y) * extents.width() + left + x] = images.pixel(image, y, x, 0) / 255f;
          }
        }
        digest.add(classifier.predict(pixels).scoreArray());
        digest.add(classifier.capsules(pixels).toArray());
        digest.add(classifier.reconstruct(pixels));
      }
    }
    return digest.text();
  }

  /** Trains to the run's end on the scalar backend; then as {@link #tensors}. */
  static String goneOnWith(Path run, Dataset data) throws IOException {
    goOnWith(run, data, Backends.scalar());
    return tensors(run);
  }

  /** Trains to the run's end and closes the backend. */
  static void goOnWith(Path run, Dataset data, Backend used) throws IOException {
    try (Backend backend = used;
        RunFolder folder = RunFolder.resume(run);
        Trainer trainer =
            Trainer.resume(
                folder,
                Optional.empty(),
                data,
                backend,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
      trainer.run();
    }
  }

  /** All tensors of its newest checkpoint. */
  static String tensors(Path run) throws IOException {
    Digest digest = new Digest();
    digest.add(SafetensorsFile.read(run.resolve("checkpoint.safetensors"), Checksums.REQUIRED));
    return digest.text();
  }
}
