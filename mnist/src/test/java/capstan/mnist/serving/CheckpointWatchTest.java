package capstan.mnist.serving;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.training.SmallRuns;
import capstan.core.backend.Backends;
import capstan.mnist.illustration.DimensionWords;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that are replaced while they are served. */
class CheckpointWatchTest {
  /** Seconds of files that are made one after the other. */
  private static final AtomicInteger CLOCK = new AtomicInteger(1_000_000);

  @TempDir private static Path temporary;

  @Test
  void aNewerCheckpointTakesThePlaceOfTheOneBefore() throws Exception {
    Path file = temporary.resolve("watched.safetensors");
    Model model = SmallRuns.tinyNetwork().newModel(1);
    SavedModel saved = save(model, file);
    float[] pixels = new float[model.configuration().image().numbers()];
    Arrays.fill(pixels, 0.5f);
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (InferenceServer server =
        new InferenceServer(
            List.of(new NetworkSource("watched", file, saved, DimensionWords.NONE)),
            Backends.lookup("auto", 2).backend(),
            new InferenceServer.Batching(8, 64, Duration.ZERO),
            DemoServer.settings(Optional.empty()),
            temporary,
            said::add)) {
      server.watch();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(server.address() + "/predictions/watched"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"pixels\": " + Arrays.toString(pixels) + "}"));
      String before = DemoServer.text(DemoServer.send(request));
      assertThat(before).contains("\"classes\":[{");
      save(SmallRuns.tinyNetwork().newModel(2), file);
      awaitWord(said, request, 1);
      assertThat(said.getFirst()).isEqualTo("watched: version 1 from now on");
      assertThat(DemoServer.text(DemoServer.send(request)))
          .contains("\"classes\":[{")
          .isNotEqualTo(before);
      Files.writeString(file, "nonsense");
      awaitWord(said, request, 2);
      assertThat(said.get(1)).startsWith("watched: the one before is still served: " + file);
      save(SmallCapsNets.quick().newModel(2), file);
      awaitWord(said, request, 3);
      assertThat(said.get(2)).contains("holds another network now");
    }
  }

  private static SavedModel save(Model model, Path file) throws IOException {
    Checkpoint.Builder checkpoint = Checkpoint.builder();
    checkpoint.text("networkConfiguration", ConfigurationJson.write(model.configuration()));
    for (ModelParameter parameter : model.modelParameters()) {
      checkpoint.tensor(parameter.name(), parameter.toPyTorch());
    }
    SafetensorsFile.write(file, checkpoint.build());
    // Files that follow each other within one tick of the clock look alike.
    Files.setLastModifiedTime(file, FileTime.fromMillis(CLOCK.incrementAndGet() * 1000L));
    return SavedModel.load(file);
  }

  /** Asks all the while: no request is lost. */
  private static void awaitWord(List<String> said, HttpRequest.Builder request, int words)
      throws InterruptedException {
    for (int wait = 0; said.size() < words && wait < 500; wait++) {
      assertThat(DemoServer.send(request).statusCode()).isEqualTo(200);
      Thread.sleep(20);
    }
    assertThat(said).hasSize(words);
  }
}
