package capstan.cublas;

import capstan.core.kernel.ConvolutionGeometry;

/**
 * How images lie in the device's memory: rows of pixels with their padding, sorted so that one tap
 * row of a convolution reads, for all output rows of all images, rows that follow each other.
 *
 * <pre>
 *   [phase] [row] [image] [padding, width, padding] [channel]        pixel row = row · step + phase − padding
 * </pre>
 *
 * Output row r reads with tap row i the pixel row r · step + i − padding, which is row r + i / step
 * of phase i % step. So all that tap row i reads is one matrix, the first of its rows given by
 * {@link #first}, with a column of the kernel's windows every {@code step · channels} elements.
 *
 * @param batch images
 * @param height pixel rows of an image
 * @param width pixels of a row, without padding
 * @param channels numbers of a pixel
 * @param step the convolution's stride
 * @param padding pixels added on each side
 * @param phases how many phases are used
 * @param rows rows of a phase: output rows and the taps that reach beyond the last
 */
record PhasedRows(
    int batch, int height, int width, int channels, int step, int padding, int phases, int rows) {

  /** A convolution's input. */
  static PhasedRows ofInput(ConvolutionGeometry g) {
    return new PhasedRows(
        g.batch(),
        g.height(),
        g.width(),
        g.inChannels(),
        g.stride(),
        g.padding(),
        Math.min(g.stride(), g.kernelHeight()),
        g.outHeight() + (g.kernelHeight() - 1) / g.stride());
  }

  /** A convolution's output, in the order of the rows that it is computed from. */
  static PhasedRows ofOutput(ConvolutionGeometry g) {
    return new PhasedRows(
        g.batch(), g.outHeight(), g.outWidth(), g.outChannels(), 1, 0, 1, g.outHeight());
  }

  /** Elements of a row of pixels. */
  int rowLength() {
    return (width + 2 * padding) * channels;
  }

  /** Rows of all phases; each holds that row of all images. */
  int slabs() {
    return phases * rows;
  }

  /** Elements of a slab. */
  long slabLength() {
    return (long) batch * rowLength();
  }

  /** Elements of everything. */
  long elements() {
    return slabs() * slabLength();
  }

  /** Row of the image that a slab holds; outside the image it is padding. */
  int pixelRow(int slab) {
    return slab % rows * step + slab / rows - padding;
  }

  /** The slab that holds a row of the image, −1 if no output depends on it. */
  int slab(int pixelRow) {
    int phase = (pixelRow + padding) % step;
    int row = (pixelRow + padding) / step;
    return phase < phases && row < rows ? phase * rows + row : -1;
  }

  /** Element at which begins what a tap row reads. */
  long first(int tapRow) {
    return (tapRow % step * (long) rows + tapRow / step) * slabLength();
  }
}
