package capstan.capsnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSummaryTest {
  /** What checkpoints of older versions hold. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MNIST, the files in /home/ann/data/mnist | MNIST, the files in mnist",
        "the pictures in /home/ann/my cats, all | the pictures in my cats, all",
        "the pictures in C:\\Users\\ann\\cats | the pictures in cats",
        "the files in mnist moved within 40x40 | the files in mnist moved within 40x40",
        "drawn digits (generated, not MNIST) | drawn digits (generated, not MNIST)"
      })
  void namesTheDataWithoutTheWayThere(String origin, String expected) {
    assertThat(new DataSummary(origin, 1, 1, "0").origin()).isEqualTo(expected);
  }
}
