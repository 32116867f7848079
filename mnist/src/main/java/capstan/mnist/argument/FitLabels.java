package capstan.mnist.argument;

import capstan.capsnet.data.Resizing;

/** Names of what may become of a picture of another shape. */
public final class FitLabels extends EnumLabels<Resizing.Fit> {
  FitLabels() {
    super(Resizing.Fit.class);
  }
}
