package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.warp.AffineWarp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation curve is as many evaluations. */
class RotationCurveTest {
  @Test
  void eachPointIsAnEvaluationOfTurnedImages(@TempDir Path folder) throws IOException {
    Model model =
        CapsNetPresets.paper()
            .with("conv1-kernels", 4)
            .with("primary-types", 2)
            .with("primary-dimensions", 4)
            .with("digit-dimensions", 4)
            .with("decoder", false)
            .newModel(5);
    ImageSet test = DrawnDigits.dataset(1, 30, 3, 1).test();
    List<Integer> done = new ArrayList<>();
    EvaluationListener listener =
        (images, of) -> {
          assertThat(of).isEqualTo(90);
          done.add(images);
        };
    try (Backend backend = Backends.scalar()) {
      RotationCurve curve =
          RotationCurve.measure(
              "n",
              new NetworkTest(model, backend, UnfinishedTest.in(folder)),
              test,
              List.of(-90.0, 0.0, 40.0),
              listener);
      assertThat(curve.points()).hasSize(3);
      for (RotationCurve.Point point : curve.points()) {
        Evaluation alone = new Evaluation(model, backend, 7);
        ImageSet turned = AffineWarp.rotation(point.degrees()).apply(test);
        int wrong = alone.evaluate(turned).confusion().wrong();
        assertThat(point.wrong()).isEqualTo(wrong);
        assertThat(point.images()).isEqualTo(30);
        // Which they are, and not only how many.
        for (int image = 0; image < 30; image++) {
          boolean misread =
              alone.evaluate(turned.first(image + 1)).confusion().wrong()
                  > (image == 0 ? 0 : alone.evaluate(turned.first(image)).confusion().wrong());
          assertThat(point.misread().get(image)).isEqualTo(misread);
        }
      }
      assertThat(done).isSorted().endsWith(90);
    }
  }
}
