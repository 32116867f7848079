package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a saved network's classes are called, whatever its file says of them. */
class ClassNamesTest {
  private static final String DIGITS = "{\"names\":[\"0\",\"1\",\"2\",\"3\"]}";

  @TempDir private Path temporary;

  private Checkpoint saved() throws IOException {
    Path folder = temporary.resolve("run");
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 60, 0);
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder);
        Trainer trainer =
            Trainer.start(
                configuration,
                SmallRuns.digits(60, 10),
                backend,
                run,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
      trainer.run();
    }
    return RunFiles.checkpointOf(folder).checkpoint();
  }

  /** The same checkpoint with other words on its classes, or with none. */
  private Path naming(Checkpoint saved, String classes) throws IOException {
    Checkpoint.Builder other = Checkpoint.builder();
    saved
        .metadata()
        .forEach(
            (key, text) -> {
              if (!key.equals("classes")) {
                other.text(key, text);
              }
            });
    if (!classes.isEmpty()) {
      other.text("classes", classes);
    }
    saved.tensors().forEach(other::tensor);
    Path file = temporary.resolve("other.safetensors");
    SafetensorsFile.write(file, other.build());
    return file;
  }

  @Test
  void areNumbersUnlessTheFileNamesThem() throws IOException {
    Checkpoint saved = saved();
    assertThat(saved.text("classes")).contains("\"9\"");
    assertThat(SavedModel.load(naming(saved, "")).classNames())
        .isEqualTo(SavedModel.load(temporary.resolve("run")).classNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void areAsManyAsTheNetworkHas() throws IOException {
    Path file = naming(saved(), DIGITS);
    assertThatThrownBy(() -> SavedModel.load(file))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageNotContaining("\n")
        .hasMessageContaining("other.safetensors")
        .hasMessageContaining("4 classes")
        .hasMessageContaining("10");
  }
}
