package capstan.capsnet.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ElasticFieldTest {

  /** What Catmull and Rom's spline keeps: every straight line, up to and on the edges. */
  @Property(tries = 60)
  void keepsStraightLines(@ForAll @IntRange(min = 2, max = 60) int extent) {
    float[][] weights = ElasticField.weights(extent);
    for (int place = 0; place < extent; place++) {
      double ofOne = 0;
      double ofLine = 0;
      for (int point = 0; point < ElasticField.POINTS; point++) {
        ofOne += weights[place][point];
        ofLine += weights[place][point] * point;
      }
      assertThat(ofOne).isCloseTo(1, within(1e-6));
      assertThat(ofLine).isCloseTo(4.0 * place / (extent - 1), within(1e-5));
    }
  }

  @Test
  void goesThroughItsPointsAndSmoothlyBetween() {
    float[][] weights = ElasticField.weights(17);
    for (int point = 0; point < ElasticField.POINTS; point++) {
      for (int other = 0; other < ElasticField.POINTS; other++) {
        assertThat(weights[4 * point][other]).isEqualTo(point == other ? 1 : 0);
      }
    }
    // Half way: −1/16, 9/16, 9/16, −1/16; in the outer cell the point outside is 2·p0 − p1.
    assertThat(weights[6]).containsExactly(-1 / 16f, 9 / 16f, 9 / 16f, -1 / 16f, 0);
    assertThat(weights[2]).containsExactly(7 / 16f, 10 / 16f, -1 / 16f, 0, 0);
    assertThat(weights[14]).containsExactly(0, 0, -1 / 16f, 10 / 16f, 7 / 16f);
  }

  @Test
  void isNormalAtItsPointsAndEachOnItsOwn() {
    ElasticField field = new ElasticField(1.5, 9, 9, 3);
    int examples = 4_000;
    double sum = 0;
    double squares = 0;
    double ofDirections = 0;
    double ofNeighbours = 0;
    double ofExamples = 0;
    double within = 0;
    float before = 0;
    for (int example = 0; example < examples; example++) {
      float[] right = new float[9];
      float[] down = new float[9];
      field.draw(example);
      field.addTo(2, right, down);
      sum += right[2] + down[2];
      squares += right[2] * right[2] + down[2] * down[2];
      ofDirections += right[2] * down[2];
      ofNeighbours += right[2] * right[4];
      ofExamples += right[2] * before;
      within += Math.abs(right[2]) < 1.5 ? 1 : 0;
      before = right[2];
    }
    double variance = 1.5 * 1.5;
    double spread = 5 / Math.sqrt(examples);
    assertThat(sum / (2 * examples)).isCloseTo(0, within(1.5 * spread));
    assertThat(squares / (2 * examples)).isCloseTo(variance, within(variance * spread));
    assertThat(ofDirections / examples).isCloseTo(0, within(variance * spread));
    assertThat(ofNeighbours / examples).isCloseTo(0, within(variance * spread));
    assertThat(ofExamples / examples).isCloseTo(0, within(variance * spread));
    // 68.27% of normal numbers lie within one standard deviation, 57.7% of even ones.
    assertThat(within / examples).isCloseTo(0.6827, within(0.4655 * spread));
  }

  @Test
  void displacesRowsAndColumnsAndImagesApart() {
    ElasticField field = new ElasticField(1, 5, 5, 3);
    Set<Float> all = new HashSet<>();
    for (int example = 8; example < 11; example++) {
      field.draw(example);
      for (int y = 0; y < 5; y++) {
        float[] right = new float[5];
        float[] down = new float[5];
        field.addTo(y, right, down);
        for (int x = 0; x < 5; x++) {
          all.add(right[x]);
          all.add(down[x]);
        }
      }
    }
    // Every pixel is a control point here: no two of their numbers are the same.
    assertThat(all).hasSize(3 * 50);
  }

  @Test
  void addsToWhatIsThere() {
    ElasticField field = new ElasticField(1, 5, 5, 3);
    field.draw(8);
    float[] right = {0, 0, 0, 100, 0};
    field.addTo(2, right, new float[5]);
    assertThat(right[3]).isBetween(95f, 105f);
    assertThat(right[2]).isBetween(-5f, 5f);
  }
}
