package capstan.core.scalar;

import capstan.core.kernel.ConvolutionGeometry;

/** What is done with an input pixel, an output pixel and the kernel element between them. */
@FunctionalInterface
interface Tap {
  /**
   * Does it.
   *
   * @param in index of the input pixel, over all images
   * @param out index of the output pixel, over all images
   * @param element index of the kernel element
   */
  void at(int in, int out, int element);

  /** Visits the kernel's elements at each output pixel, all but those that lie on padding. */
  static void visit(ConvolutionGeometry g, Tap tap) {
    int out = 0;
    for (int image = 0; image < g.batch(); image++) {
      for (int row = 0; row < g.outHeight(); row++) {
        for (int column = 0; column < g.outWidth(); column++, out++) {
          for (int element = 0; element < g.kernelHeight() * g.kernelWidth(); element++) {
            int y = row * g.stride() + element / g.kernelWidth() - g.padding();
            int x = column * g.stride() + element % g.kernelWidth() - g.padding();
            if (y >= 0 && y < g.height() && x >= 0 && x < g.width()) {
              tap.at((image * g.height() + y) * g.width() + x, out, element);
            }
          }
        }
      }
    }
  }
}
