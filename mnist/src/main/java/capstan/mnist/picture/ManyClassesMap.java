package capstan.mnist.picture;

import capstan.capsnet.run.ConfusionMatrix;
import java.awt.Font;
import java.util.List;

/**
 * A confusion matrix of so many classes that its counts cannot be read: small cells in the colours
 * of {@link ConfusionMap}, and as many of the classes' names at the left as there is room for.
 */
final class ManyClassesMap {
  private static final int MARGIN = 20;
  private static final int HEADER = 76;
  private static final int GRID = 1200;
  private static final int NAME_SIZE = 13;

  private ManyClassesMap() {}

  /** Draws the matrix, with a heading over it. */
  static Picture draw(String heading, ConfusionMatrix counts, List<String> classNames) {
    int classes = counts.classes();
    int cell = Math.max(4, GRID / classes);
    // A name needs its height and some air.
    int every = Math.ceilDiv(NAME_SIZE + 3, cell);
    Font name = Canvas.font(NAME_SIZE, false);
    Font headingFont = Canvas.font(18, true);
    List<String> names =
        classNames.stream()
            .map(each -> Canvas.shortenedWithin(each, name, ConfusionMap.LONGEST_NAME))
            .toList();
    int namesWidth = Canvas.widest(names.stream(), name);
    int left = MARGIN + 30 + namesWidth + 12;
    int width =
        Math.max(left + classes * cell, MARGIN + Canvas.textWidth(heading, headingFont)) + MARGIN;
    int most = ConfusionMap.mostConfused(counts);
    return Canvas.draw(
        width,
        HEADER + classes * cell + MARGIN,
        canvas -> {
          canvas.text(heading, MARGIN, MARGIN + 8, 0, headingFont, Canvas.INK);
          double across = left + classes * cell / 2.0;
          canvas.text("read as, in the order of the rows", across, 56, 0.5, name, Canvas.FAINT);
          canvas.textUpwards(
              "true class", MARGIN + 8, HEADER + classes * cell / 2.0, 0.5, name, Canvas.FAINT);
          for (int label = 0; label < classes; label++) {
            int top = HEADER + label * cell;
            if (label % every == 0) {
              canvas.text(names.get(label), left - 12, top + cell / 2.0, 1, name, Canvas.INK);
            }
            for (int read = 0; read < classes; read++) {
              canvas.fill(
                  left + read * cell,
                  top,
                  cell - 1,
                  cell - 1,
                  ConfusionMap.ground(counts, label, read, most));
            }
          }
        });
  }
}
