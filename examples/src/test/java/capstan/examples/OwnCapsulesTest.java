package capstan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.checkpoint.SafetensorsFile;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.ModelFamily;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Tunable;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.command.Capstan;
import capstan.mnist.illustration.Requirements;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that is none of ours is trained, saved, gone on with and used like ours. */
class OwnCapsulesTest {
  private static final String FAMILY = OwnCapsulesFamily.class.getName();

  @TempDir private Path folder;

  private static List<float[]> tensors(Path run) throws IOException {
    return RunFiles.checkpointOf(run).checkpoint().tensors().values().stream()
        .map(Tensor::toArray)
        .toList();
  }

  @Test
  void aRunIsTheSameWhereverItStopped() throws Exception {
    Path early = folder.resolve("early");
    Path late = folder.resolve("late");
    for (var stop : Map.of(early, "7", late, "61").entrySet()) {
      String printed =
          ExamplesTest.printed(
              () ->
                  OwnCapsulesTraining.main(
                      new String[] {stop.getKey().toString(), stop.getValue()}));
      assertThat(printed)
          .contains("stopped after step " + stop.getValue(), "test error after step 80");
    }
    assertThat(tensors(early)).usingElementComparator(Arrays::compare).isEqualTo(tensors(late));
    assertThat(Files.readString(early.resolve("config.json")))
        .contains("\"network\" : \"" + FAMILY + "\"");

    assertThat(ExamplesTest.printed(() -> Predict.main(new String[] {early.toString()})).lines())
        .hasSize(5)
        .allMatch(line -> line.contains(" is taken for "));

    SavedModel saved = SavedModel.load(early);
    ImageSet test = DrawnDigits.dataset(10, 60, 3, 1).test();
    try (Backend backend = Backends.scalar()) {
      List<Integer> predictions =
          new Evaluation(saved.model(), backend, 20).evaluate(test).predictions();
      Classifier classifier = new Classifier(saved.model(), backend);
      float[] pixels = new float[test.imageSize()];
      test.copyImage(4, pixels, 0);
      assertThat(classifier.predict(pixels).label()).isEqualTo(predictions.get(4));
      assertThat(classifier.capsules(pixels).shape().toString()).isEqualTo("[10, 12]");
      assertThatThrownBy(() -> classifier.reconstruct(pixels)).hasMessageContaining("no decoder");
    }

    Path elsewhere = folder.resolve("elsewhere.safetensors");
    SafetensorsFile.write(elsewhere, ofAnotherFamily(early));
    assertThatThrownBy(() -> SavedModel.load(elsewhere))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(elsewhere.toString(), "org.example.Missing", FAMILY, "class path")
        .hasMessageNotContaining("\n");
    assertThat(failed("evaluate", elsewhere.toString())).contains("org.example.Missing");
  }

  /** The checkpoint of a run as a program would have written it whose classes are not here. */
  private static Checkpoint ofAnotherFamily(Path run) throws IOException {
    Checkpoint checkpoint = RunFiles.checkpointOf(run).checkpoint();
    Checkpoint.Builder builder = Checkpoint.builder();
    for (String key : List.of("configuration", "state", "classes")) {
      builder.text(key, checkpoint.text(key).replace(FAMILY, "org.example.Missing"));
    }
    checkpoint.tensors().forEach(builder::tensor);
    return builder.build();
  }

  private static String failed(String... words) {
    StringWriter err = new StringWriter();
    int status =
        Capstan.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(words);
    assertThat(status).as(err.toString()).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    return err.toString();
  }

  private static String done(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Capstan.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);
    assertThat(status).as(out.toString() + err).isZero();
    return out.toString();
  }

  @Test
  void theApplicationKnowsWhatIsOnItsClassPath() throws IOException {
    String data = data().toString();
    String run = folder.resolve("runs/own").toString();
    String other = folder.resolve("runs/other").toString();
    for (String name : List.of(run, other)) {
      done("train", "--model", FAMILY, "--data", data, "--run", name, "--epochs=1", "--batch=20");
    }
    assertThat(done("summary", "--model", FAMILY)).contains("2 rounds of routing");
    assertThat(done("evaluate", run)).contains("Rows are the true");
    assertThat(done("predict", run, folder.resolve("digit.png").toString())).contains("lengths 0:");
    assertThat(done("runs", folder.resolve("runs").toString())).contains("own", "other", FAMILY);
    assertThat(done("compare", run, other)).contains("own", "other");
    done("report", run);
    assertThat(Path.of(run, "report.html")).content().contains("Map of the capsules");
    done("embed", run);
    done("routing", run, "3");
    assertThat(failed("perturb", run)).contains("no decoder", FAMILY);
  }

  @Test
  void whatHasCapsulesButIsNotRoutedIsNotWatched() {
    Model own = new OwnCapsulesFamily().standard().newModel();
    Model other =
        (Model)
            Proxy.newProxyInstance(
                Model.class.getClassLoader(),
                new Class<?>[] {Model.class},
                (proxy, method, arguments) -> method.invoke(own, arguments));
    SavedModel saved =
        new SavedModel(
            other,
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            folder,
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> Requirements.routing(saved))
        .hasMessageContainingAll("no routing by agreement", FAMILY);
  }

  /** What the application says where a family of this name is on its class path, too. */
  private String refused(String family) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(ModelFamily.class.getName()), family);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + folder,
                Capstan.class.getName(),
                "train")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(printed.lines()).hasSize(1);
    return printed;
  }

  @Test
  void aFamilyThatCannotBeUsedIsOneLine() throws Exception {
    assertThat(refused("org.example.Missing"))
        .contains("a model family cannot be loaded", "org.example.Missing");
    assertThat(refused(Colliding.class.getName())).contains("two options", "--batch");
  }

  /** A family with a setting that has the name of one of training. */
  public static final class Colliding implements ModelFamily {
    /** A network of one number. */
    public record Configuration(
        ImageExtents image, int classes, @Tunable(name = "batch", help = "Another") int batch)
        implements ModelConfiguration {
      @Override
      public Model newModel() {
        return new OwnCapsulesFamily().standard().newModel();
      }

      @Override
      public Configuration resized(ImageExtents images, int labels) {
        return new Configuration(images, labels, batch);
      }
    }

    @Override
    public Configuration standard() {
      return new Configuration(ImageExtents.MNIST, 10, 1);
    }
  }

  /** Drawn digits in MNIST's form, and one of them as a picture. */
  private Path data() throws IOException {
    ImageSet digits = DrawnDigits.dataset(60, 10, 1, 1).train();
    ByteBuffer images = ByteBuffer.allocate(16 + digits.count() * digits.imageSize());
    images.putInt(0x803).putInt(digits.count()).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + digits.count());
    labels.putInt(0x801).putInt(digits.count());
    for (int image = 0; image < digits.count(); image++) {
      images.put(digits.image(image));
      labels.put((byte) digits.label(image));
    }
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String half : List.of("train", "t10k")) {
      Files.write(data.resolve(half + "-images-idx3-ubyte"), images.array());
      Files.write(data.resolve(half + "-labels-idx1-ubyte"), labels.array());
    }
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, 28, 28, digits.image(0));
    ImageIO.write(picture, "png", folder.resolve("digit.png").toFile());
    return data;
  }

  /** A configuration whose family nobody named. */
  private record Unknown(ImageExtents image, int classes) implements ModelConfiguration {
    @Override
    public Model newModel() {
      return new OwnCapsulesFamily().standard().newModel();
    }

    @Override
    public Unknown resized(ImageExtents images, int labels) {
      return new Unknown(images, labels);
    }
  }

  @Test
  void aNetworkWithoutFamilyIsRefusedBeforeItIsTrained() throws IOException {
    Unknown unknown = new Unknown(ImageExtents.MNIST, 10);
    assertThat(ModelFamily.all()).extracting(ModelFamily::name).contains("capsnet", "cnn", FAMILY);
    try (Backend backend = Backends.scalar();
        RunFolder run = RunFolder.create(folder.resolve("unknown"))) {
      assertThatThrownBy(
              () ->
                  Trainer.start(
                      Preset.PAPER.configuration().withModel(unknown),
                      DrawnDigits.dataset(10, 10, 1, 1),
                      backend,
                      run,
                      SaveInterval.EPOCH,
                      TrainingListener.SILENT))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContainingAll(Unknown.class.getName(), "ServiceLoader");
    }
  }
}
