package capstan.core.simd.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Capsules;
import capstan.core.scalar.ScalarBackend;
import capstan.core.testing.RandomTensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Squash and lengths against their scalar twins. */
class SimdCapsulesTest {
  private final Workers workers = new Workers(2);
  private final Capsules scalar = ScalarBackend.create().capsules();
  private final Capsules simd = new SimdCapsules(workers);
  private final RandomTensors random = new RandomTensors(11);

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 16, 17, 32})
  void squashAndLengths(int dimensions) {
    for (int rows : new int[] {0, 1, 2, 15, 16, 33, 5000}) {
      for (float epsilon : new float[] {0, 1e-7f, 0.5f}) {
        Tensor s = random.normal(rows, dimensions);
        Tensor dv = random.normal(rows, dimensions);
        if (rows > 1) {
          s.slice(1, 1).fill(0);
        }
        Tensor found = RandomTensors.empty(rows, dimensions);
        Tensor expected = RandomTensors.empty(rows, dimensions);
        simd.squash(s, epsilon, found);
        scalar.squash(s, epsilon, expected);
        RandomTensors.assertClose(found, expected);
        simd.squashBackward(s, epsilon, dv, found);
        scalar.squashBackward(s, epsilon, dv, expected);
        RandomTensors.assertClose(found, expected);
        Tensor lengths = RandomTensors.empty(rows);
        Tensor expectedLengths = RandomTensors.empty(rows);
        simd.lengths(s, lengths);
        scalar.lengths(s, expectedLengths);
        RandomTensors.assertClose(lengths, expectedLengths);
        simd.lengthsBackward(s, lengths, found);
        scalar.lengthsBackward(s, lengths, expected);
        RandomTensors.assertClose(found, expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 16})
  void squashInPlace(int dimensions) {
    Tensor s = random.normal(37, dimensions);
    Tensor dv = random.normal(37, dimensions);
    Tensor expected = RandomTensors.empty(37, dimensions);
    scalar.squashBackward(s, 1e-7f, dv, expected);
    simd.squashBackward(s, 1e-7f, dv, dv);
    RandomTensors.assertClose(dv, expected);
    scalar.squash(s, 1e-7f, expected);
    simd.squash(s, 1e-7f, s);
    RandomTensors.assertClose(s, expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void threadsDoNotShow(int threads) {
    try (Workers team = new Workers(threads)) {
      Tensor s = random.normal(20_001, 8);
      Tensor one = RandomTensors.empty(20_001, 8);
      Tensor other = RandomTensors.empty(20_001, 8);
      simd.squash(s, 0, one);
      new SimdCapsules(team).squash(s, 0, other);
      RandomTensors.assertSameBits(one, other);
      Tensor x = random.normal(3001, 70);
      Tensor sums = RandomTensors.empty(70);
      Tensor otherSums = RandomTensors.empty(70);
      new SimdReduction(workers).columnSums(x, sums);
      new SimdReduction(team).columnSums(x, otherSums);
      RandomTensors.assertSameBits(sums, otherSums);
      assertThat(new SimdReduction(team).sum(x)).isEqualTo(new SimdReduction(workers).sum(x));
    }
  }
}
