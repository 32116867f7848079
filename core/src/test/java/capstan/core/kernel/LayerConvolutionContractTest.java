package capstan.core.kernel;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Convolutions as layers have them: what {@link ConvolutionContractTest} asks, on larger shapes.
 */
class LayerConvolutionContractTest {

  /** The first layer of a capsule network, of a picture in grey or in colour. */
  @Property(tries = 6)
  void fewInputChannels(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 4) int inChannels,
      @ForAll @IntRange(min = 20, max = 28) int extent,
      @ForAll boolean withBias) {
    ConvolutionContractTest.check(
        new ConvolutionGeometry(batch, extent, extent, inChannels, 48, 9, 9, 1, 0), withBias);
  }

  /** Windows that lie together in memory, in rows of any length, and those that nearly do. */
  @Property(tries = 20)
  void oneInputChannel(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 5, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(max = 1) int padding) {
    ConvolutionContractTest.check(
        new ConvolutionGeometry(batch, 7, width, 1, 35, kernel, kernel, stride, padding), true);
  }

  /** The second layer: deep, and small in space. */
  @Property(tries = 4)
  void manyChannels(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 240, max = 272) int inChannels,
      @ForAll @IntRange(min = 240, max = 272) int outChannels,
      @ForAll @IntRange(min = 1, max = 2) int stride) {
    ConvolutionContractTest.check(
        new ConvolutionGeometry(batch, 6, 7, inChannels, outChannels, 5, 4, stride, 0), true);
  }

  /** A batch large enough for another algorithm to pay off. */
  @Example
  void manyImages() {
    ConvolutionContractTest.check(new ConvolutionGeometry(35, 12, 12, 33, 35, 9, 9, 2, 0), true);
    ConvolutionContractTest.check(new ConvolutionGeometry(40, 10, 9, 17, 20, 5, 5, 1, 2), true);
  }

  /** Few weights and very many windows, in one step more or less than a whole number of groups. */
  @Example
  void manyWindows() {
    ConvolutionContractTest.check(new ConvolutionGeometry(42, 22, 22, 1, 35, 3, 3, 1, 0), true);
    ConvolutionContractTest.check(new ConvolutionGeometry(41, 22, 22, 2, 64, 3, 2, 1, 0), true);
  }
}
