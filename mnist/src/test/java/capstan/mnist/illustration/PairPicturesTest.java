package capstan.mnist.illustration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.SeparatedPairs;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.CsvTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of a training on pairs, on numbers made by hand. */
class PairPicturesTest {
  @Test
  void aRowAnEpochOfWhatWasSeenAndTested() {
    List<String> rows =
        CsvTable.of(PairError.of(List.of(epoch(1, 5), epoch(2, 1)))).lines().toList();
    assertThat(rows).hasSize(3);
    assertThat(rows.getFirst())
        .isEqualTo(
            "pairs_seen,test_pairs,wrong,exact_match_error_percent,low_percent,high_percent");
    double[] first = numbers(rows.get(1));
    assertThat(first[0]).isEqualTo(100);
    assertThat(first[1]).isEqualTo(50);
    assertThat(first[2]).isEqualTo(5);
    assertThat(first[3]).isCloseTo(10, within(1e-9));
    // Wilson's interval of 5 of 50.
    assertThat(first[4]).isCloseTo(4.35, within(0.01));
    assertThat(first[5]).isCloseTo(21.36, within(0.01));
    double[] second = numbers(rows.get(2));
    assertThat(second[0]).isEqualTo(200);
    assertThat(second[2]).isEqualTo(1);
  }

  private static EpochMetrics epoch(int number, int wrong) {
    Score test = new Score(50, wrong, 0.1);
    return new EpochMetrics(number, number, 1e-3, 100, 77, 1, 0.5, 0.5, test, Score.NONE, 1, 1);
  }

  private static double[] numbers(String row) {
    return List.of(row.split(",")).stream().mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void bothImagesHaveTheirColourAndOnlyWrongPairsAMark() throws NoFontException {
    Map<Integer, Integer> right = colours(pair(3, 8));
    Map<Integer, Integer> wrong = colours(pair(3, 9));
    // Nothing but orange and blue, apart; as many of each.
    assertThat(right.get(0xff800d)).isPositive().isEqualTo(right.get(0x0080f2));
    int mark = 0xc8321e;
    assertThat(wrong.getOrDefault(mark, 0)).isGreaterThan(right.getOrDefault(mark, 0));
  }

  /** A pair of 3 and 8 side by side, its longest capsules those of two labels. */
  private static SeparatedPairs.Pair pair(int first, int second) {
    Tensor left = Tensor.of(Shape.of(4), 1, 0, 1, 0);
    Tensor right = Tensor.of(Shape.of(4), 0, 1, 0, 1);
    List<SeparatedPairs.Part> sources =
        List.of(new SeparatedPairs.Part(3, left), new SeparatedPairs.Part(8, right));
    return new SeparatedPairs.Pair(
        Tensor.of(Shape.of(4), 1, 1, 1, 1),
        sources,
        sources,
        List.of(new SeparatedPairs.Part(first, left), new SeparatedPairs.Part(second, right)));
  }

  private static Map<Integer, Integer> colours(SeparatedPairs.Pair pair) throws NoFontException {
    Picture picture =
        PairPictures.pairs("", new SeparatedPairs(2, 2, 1, List.of(pair)), ImageSet.numbersOf(10));
    Map<Integer, Integer> colours = new HashMap<>();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        colours.merge(picture.rgb(x, y), 1, Integer::sum);
      }
    }
    return colours;
  }
}
