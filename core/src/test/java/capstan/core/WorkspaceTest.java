package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

  @Property(tries = 50)
  void tensorsDoNotOverlap(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 1000) Integer> sizes) {
    Workspace workspace = new Workspace();
    List<Tensor> taken = new ArrayList<>();
    for (int k = 0; k < sizes.size(); k++) {
      Tensor tensor = workspace.take(sizes.get(k));
      tensor.fill(k);
      taken.add(tensor);
    }
    for (int k = 0; k < sizes.size(); k++) {
      assertThat(taken.get(k).shape()).isEqualTo(Shape.of(sizes.get(k)));
      assertThat(taken.get(k).toArray()).containsOnly(filled(sizes.get(k), k));
    }
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[Math.min(size, 1)];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void tensorsBeginOnACacheLine() {
    Workspace workspace = new Workspace();
    for (int size : new int[] {1, 16, 17, 0, 4, 31}) {
      assertThat(workspace.take(size).offset() % 16).isEqualTo(12);
    }
  }

  @Test
  void theSecondStepClaimsNothing() {
    Workspace workspace = new Workspace();
    Tensor first = workspace.take(1000, 1000);
    Tensor second = workspace.take(5_000_000);
    Tensor third = workspace.take(10);
    long bytes = workspace.bytes();
    workspace.reset();
    assertThat(workspace.take(1000, 1000).array()).isSameAs(first.array());
    assertThat(workspace.take(5_000_000).array()).isSameAs(second.array());
    Tensor again = workspace.take(10);
    assertThat(again.array()).isSameAs(third.array());
    assertThat(again.offset()).isEqualTo(third.offset());
    assertThat(workspace.bytes()).isEqualTo(bytes);
  }

  @Test
  void aPartOfAStepClaimsNothing() {
    int[] step = {3_000_000, 9_000_000, 100, 5_000_000, 2_000_000, 6_000_000, 4_000_000};
    int[] aPart = {9_000_000, 100, 6_000_000, 4_000_000};
    Workspace workspace = new Workspace();
    for (int size : step) {
      workspace.take(size);
    }
    long bytes = workspace.bytes();
    workspace.reset();
    for (int size : aPart) {
      workspace.take(size);
    }
    assertThat(workspace.bytes()).isEqualTo(bytes);
    workspace.reset();
    for (int size : step) {
      workspace.take(size / 10 * 8);
    }
    assertThat(workspace.bytes()).isEqualTo(bytes);
  }

  @Test
  void anEmptyWorkspaceHoldsNothing() {
    Workspace workspace = new Workspace();
    workspace.reset();
    assertThat(workspace.bytes()).isZero();
    assertThat(workspace.take(3).elements()).isEqualTo(3);
    assertThat(workspace.bytes()).isPositive();
  }
}
