package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.bench.measure.PaperLayers;
import capstan.core.kernel.ConvolutionGeometry;
import org.junit.jupiter.api.Test;

class FourierModelTest {
  @Test
  void primaryCapsHasFiftyBinsAndTwoOfThemArePairs() {
    // Of 100 real numbers 4 frequencies are real and 96 numbers make 48 complex ones.
    FourierModel model = new FourierModel(PaperLayers.primaryCaps(1));
    assertThat(model.bins()).isEqualTo(50);
    assertThat(model.pairs()).isEqualTo(2);
    // 48 complex products of three, and four real ones; in four phases 592.
    assertThat(model.multiplyAdds()).isEqualTo(148);
  }

  @Test
  void anOddPlaneHasOneRealFrequency() {
    // 5 outputs and 3 taps need 7x7 places: 1 + (49 − 1) / 2, the real one in a bin of its own.
    FourierModel model = new FourierModel(new ConvolutionGeometry(1, 7, 7, 1, 1, 3, 3, 1, 0));
    assertThat(model.bins()).isEqualTo(25);
    assertThat(model.pairs()).isZero();
    assertThat(model.transformFlops()).isCloseTo(2.5 * 49 * 5.614710, within(1e-3));
  }

  @Test
  void directlyPrimaryCapsTakesNearlyFiveTimesAsMuch() {
    FourierModel model = new FourierModel(PaperLayers.primaryCaps(128));
    // 2·128·36·256·81·256; 52,428,800 in, 21,233,664 of weights, 4,718,592 out
    assertThat(model.direct()).isEqualTo(new Cost(48922361856.0, 78381056));
    assertThat(model.direct().flops() / model.products().flops()).isCloseTo(4.93, within(0.01));
  }
}
