package capstan.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Workers;
import org.junit.jupiter.api.Test;

class StepRecorderTest {
  private final StepRecorder recorder = new StepRecorder();

  private static final StepRecorder.Stages STAGES =
      new StepRecorder.Stages(
          StepPart.PRIMARY_FORWARD_TRANSFORMS,
          StepPart.PRIMARY_FORWARD_PRODUCTS,
          StepPart.PRIMARY_FORWARD_INVERSE);

  /** Bodies are told apart by the class that they are written in. */
  private static final class Nested implements Workers.Part {
    @Override
    public void run(int part, int worker) {}
  }

  @Test
  void aBodyOfWorkBelongsToItsOutermostClass() {
    Workers.Part lambda = (part, worker) -> {};
    assertThat(StepRecorder.owner(lambda)).isEqualTo("StepRecorderTest");
    assertThat(StepRecorder.owner(new Nested())).isEqualTo("StepRecorderTest");
    assertThat(StepRecorder.owner(new SampleTransform())).isEqualTo("SampleTransform");
  }

  @Test
  void transformsAfterTheProductsAreTheInverse() {
    recorder.timeStages(
        STAGES,
        () -> {
          recorder.ran(new SampleTransform(), 3, 10);
          recorder.ran(new SampleTransform(), 4, 20);
          recorder.ran(new Nested(), 52, 1000);
          recorder.ran(new SampleTransform(), 5, 300);
        });
    assertThat(recorder.tally(StepPart.PRIMARY_FORWARD_TRANSFORMS).nanoseconds).isEqualTo(30);
    assertThat(recorder.tally(StepPart.PRIMARY_FORWARD_TRANSFORMS).runs).isEqualTo(2);
    assertThat(recorder.tally(StepPart.PRIMARY_FORWARD_TRANSFORMS).shares).isEqualTo(7);
    assertThat(recorder.tally(StepPart.PRIMARY_FORWARD_PRODUCTS).nanoseconds).isEqualTo(1000);
    assertThat(recorder.tally(StepPart.PRIMARY_FORWARD_INVERSE).nanoseconds).isEqualTo(300);
  }

  @Test
  void aPartTimedAsAWholeIsNotCountedTwice() {
    recorder.time(StepPart.ADAM, () -> recorder.ran(new Nested(), 8, 60_000_000_000L));
    assertThat(recorder.tally(StepPart.ADAM).nanoseconds).isBetween(0L, 50_000_000_000L);
    assertThat(recorder.tally(StepPart.ADAM).runs).isEqualTo(1);
    recorder.clear();
    assertThat(recorder.tally(StepPart.ADAM).runs).isZero();
  }

  @Test
  void unknownWorkIsTheRest() {
    recorder.ran(new Nested(), 8, 100);
    assertThat(recorder.tally(StepPart.REST).runs).isEqualTo(1);
    assertThat(recorder.tally(StepPart.REST).nanoseconds).isZero();
  }
}
