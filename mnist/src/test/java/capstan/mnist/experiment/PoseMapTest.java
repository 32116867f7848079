package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import org.junit.jupiter.api.Test;

class PoseMapTest {
  @Test
  void pointsOnTwoKnownAxesKeepTheirPlaces() {
    // Along (3, 4, 0)/5 by ±2 and along (0, 0, 1) by ±1, around (1, 1, 1).
    Tensor poses =
        Tensor.of(Shape.of(4, 3), 1 + 1.2f, 1 + 1.6f, 1, 1 - 1.2f, 1 - 1.6f, 1, 1, 1, 2, 1, 1, 0);
    PoseMap map = PoseMap.of(poses);
    double[] x = {2, -2, 0, 0};
    double[] y = {0, 0, 1, -1};
    for (int i = 0; i < 4; i++) {
      assertThat(map.x().get(i)).isCloseTo(x[i], within(1e-6));
      assertThat(map.y().get(i)).isCloseTo(y[i], within(1e-6));
    }
    assertThat(map.shareX()).isCloseTo(0.8, within(1e-6));
    assertThat(map.shareY()).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void componentsAreUncorrelatedAndTheFirstVariesMost() {
    Tensor poses = Tensor.zeros(50, 4, 3);
    CounterRandom random = new CounterRandom(8, 2);
    for (int k = 0; k < poses.elements(); k++) {
      poses.array()[k] = (float) (random.uniform(k) * (1 + k % 12));
    }
    PoseMap map = PoseMap.of(poses);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < 50; i++) {
      xx += map.x().get(i) * map.x().get(i);
      yy += map.y().get(i) * map.y().get(i);
      xy += map.x().get(i) * map.y().get(i);
    }
    assertThat(map.x().sum()).isCloseTo(0, within(1e-6));
    assertThat(xy).isCloseTo(0, within(1e-6));
    assertThat(xx).isGreaterThan(yy);
    assertThat(map.shareX() / map.shareY()).isCloseTo(xx / yy, within(1e-9));
    assertThat(map.shareX() + map.shareY()).isLessThan(1);
  }

  @Test
  void equalPosesLieOnOnePoint() {
    PoseMap map = PoseMap.of(Tensor.zeros(3, 5));
    assertThat(map.x().toArray()).containsOnly(0);
    assertThat(map.shareX()).isZero();
  }

  @Test
  void posesThatCannotBeMappedAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PoseMap.of(Tensor.zeros(3, 1)));
    Tensor broken = Tensor.zeros(3, 2);
    broken.set(Float.NaN, 1, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> PoseMap.of(broken));
  }
}
