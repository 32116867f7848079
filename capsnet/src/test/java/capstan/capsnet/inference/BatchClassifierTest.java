package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.inference.BatchClassifier.Answer;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.SmallCapsNets;
import capstan.core.CounterRandom;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchClassifierTest {
  private static final int MOST = 20;

  /** A network whose convolutions are worth transforming only in batches is among them. */
  static Stream<ModelConfiguration> networks() {
    return Stream.of(
        CapsNetPresets.paper(), CapsNetPresets.quick(), BaselineCnnConfiguration.MNIST);
  }

  private static List<float[]> images(int count, int numbers) {
    CounterRandom random = new CounterRandom(7, 0);
    return IntStream.range(0, count)
        .mapToObj(
            image -> {
              float[] pixels = new float[numbers];
              for (int k = 0; k < numbers; k++) {
                pixels[k] = Math.max(0, (float) random.uniform((long) image * numbers + k) * 2 - 1);
              }
              return pixels;
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void anAnswerDoesNotDependOnWhatIsAskedWithIt(ModelConfiguration configuration) {
    Model model = configuration.newModel(3);
    try (Backend backend = Backends.lookup("auto", 2).backend()) {
      BatchClassifier classifier = new BatchClassifier(model, backend, MOST);
      List<float[]> images = images(MOST + 3, configuration.image().numbers());
      List<String> alone = new ArrayList<>();
      images.forEach(image -> alone.add(bits(classifier.answer(List.of(image)).getFirst())));
      for (int count : new int[] {2, 5, MOST, MOST + 3}) {
        for (int start = 0; start + count <= images.size(); start += 2) {
          List<String> together =
              classifier.answer(images.subList(start, start + count)).stream()
                  .map(BatchClassifierTest::bits)
                  .toList();
          assertThat(together).isEqualTo(alone.subList(start, start + count));
        }
      }
    }
  }

  private static String bits(Answer answer) {
    return answer.prediction().orElseThrow().scores()
        + " "
        + answer.capsules().map(capsules -> List.of(boxed(capsules.toArray())));
  }

  private static Float[] boxed(float[] numbers) {
    Float[] boxed = new Float[numbers.length];
    for (int k = 0; k < boxed.length; k++) {
      boxed[k] = numbers[k];
    }
    return boxed;
  }

  @Test
  void saysWhatAClassifierSays() {
    Model model = CapsNetPresets.quick().newModel(5);
    List<float[]> images = images(9, model.configuration().image().numbers());
    try (Backend backend = Backends.lookup("auto", 2).backend()) {
      List<Answer> answers = new BatchClassifier(model, backend, 4).answer(images);
      @SuppressWarnings("resource") // Closing it would close the backend.
      Classifier single = new Classifier(model, backend);
      for (int image = 0; image < images.size(); image++) {
        Prediction expected = single.predict(images.get(image));
        float[] found = answers.get(image).prediction().orElseThrow().scoreArray();
        for (int label = 0; label < found.length; label++) {
          assertThat(found[label]).isCloseTo(expected.scores().get(label), within(1e-4f));
        }
      }
    }
  }

  @Test
  void seesNewParametersWhenToldSo() {
    Model model = CapsNetPresets.quick().newModel(1);
    Model other = CapsNetPresets.quick().newModel(2);
    List<float[]> images = images(1, model.configuration().image().numbers());
    try (Backend backend = Backends.lookup("auto", 2).backend()) {
      BatchClassifier classifier = new BatchClassifier(model, backend, 4);
      String before = bits(classifier.answer(images).getFirst());
      for (int k = 0; k < model.parameters().size(); k++) {
        model.parameters().get(k).value().copyFrom(other.parameters().get(k).value());
      }
      classifier.renew();
      assertThat(bits(classifier.answer(images).getFirst()))
          .isNotEqualTo(before)
          .isEqualTo(bits(new BatchClassifier(other, backend, 4).answer(images).getFirst()));
    }
  }

  @Test
  void numbersThatAreNoneAreOnlyThatImages() {
    Model model = SmallCapsNets.odd().newModel(1);
    int numbers = model.configuration().image().numbers();
    List<float[]> images = new ArrayList<>(images(3, numbers));
    images.get(1)[0] = Float.NaN;
    try (Backend backend = Backends.scalar()) {
      List<Answer> answers = new BatchClassifier(model, backend, 4).answer(images);
      assertThat(answers.get(0).prediction()).isPresent();
      assertThat(answers.get(1).prediction()).isEmpty();
      assertThat(answers.get(2).prediction()).isPresent();
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    Model model = SmallCapsNets.odd().newModel(1);
    try (Backend backend = Backends.scalar()) {
      BatchClassifier classifier = new BatchClassifier(model, backend, 4);
      assertThatThrownBy(() -> classifier.answer(List.of(new float[3])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 3");
      assertThat(classifier.answer(List.of())).isEmpty();
      assertThatThrownBy(() -> new BatchClassifier(model, backend, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 0");
    }
  }
}
