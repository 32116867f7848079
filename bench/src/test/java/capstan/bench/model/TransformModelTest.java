package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.bench.measure.PaperLayers;
import org.junit.jupiter.api.Test;

class TransformModelTest {
  @Test
  void directlyPrimaryCapsTakesNearlySevenTimesAsMuch() {
    TransformModel model = new TransformModel(PaperLayers.primaryCaps(128));
    // 2·128·36·256·81·256; 52,428,800 in, 21,233,664 of weights, 4,718,592 out
    assertThat(model.direct()).isEqualTo(new Cost(48922361856.0, 78381056));
    // 2·429·128·256·256; 4·(429·(128 + 256)·256 + 118·128·256)
    assertThat(model.products()).isEqualTo(new Cost(7197425664.0, 184156160));
    assertThat(model.direct().flops() / model.products().flops()).isCloseTo(6.80, within(0.01));
  }

  @Test
  void aTransformIsAMatrixFromEitherSide() {
    TransformModel model = new TransformModel(PaperLayers.primaryCaps(1));
    // 10x10, 10x9, 9x10 and 9x9 places to as many points, half a multiply-add a place and point.
    double places = 10 * 10 * 20 / 2 + 10 * 9 * 19 / 2 + 9 * 10 * 19 / 2 + 9 * 9 * 18 / 2;
    assertThat(model.transformInput().flops()).isEqualTo(2 * 256 * places);
  }
}
