package capstan.mnist.input;

import java.awt.Rectangle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ink of one digit on its paper: whatever differs from the border, darker or lighter. A frame
 * around the paper, or what the paper lies on, differs from it too: what is inside is looked at
 * then.
 *
 * @param width columns of what was looked at
 * @param height its rows
 * @param strengths how strong it is at each place, 0 to 1, row by row; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Ink(int width, int height, float... strengths) {
  /** Less contrast between ink and paper than this is a blank picture. */
  private static final float LEAST_CONTRAST = 0.08f;

  /** Fainter marks do not count for the ink's extent: rings around strokes in a JPEG. */
  private static final float LEAST_INK = 0.1f;

  /** What is surely ink, and no uncertain edge. */
  private static final float STRONG_INK = 0.5f;

  /** As much of a box's outline is ink if the ink is a ground with a frame around it. */
  private static final double GROUND = 0.9;

  /** As much of a box is ink at most if it is strokes; more is a ground that was not found. */
  private static final double MOST_STROKES = 0.65;

  /** A second mark with so much of the first one's ink and height is another digit. */
  private static final double SECOND_MARK = 0.35;

  private static final double SECOND_HEIGHT = 0.6;

  /** No digit is so much wider than it is high. */
  private static final double WIDEST = 1.6;

  private static final int MOST_FRAMES = 4;

  /**
   * Finds it.
   *
   * @return empty if the picture is blank
   */
  static Optional<Ink> in(Luminance picture) {
    Optional<Ink> outer = onPaper(picture);
    Luminance inside = picture;
    Optional<Ink> ink = outer;
    for (int frame = 0; frame < MOST_FRAMES && ink.isPresent() && ink.get().isGround(); frame++) {
      inside = inside.part(ink.get().bounds(STRONG_INK));
      ink = onPaper(inside);
    }
    // A bar or a box of ink has nothing inside: it is what was drawn.
    return ink.isPresent() && !ink.get().isGround() ? ink : outer;
  }

  private static Optional<Ink> onPaper(Luminance picture) {
    float paper = picture.borderMedian();
    float dark = paper - picture.least();
    float light = picture.most() - paper;
    float contrast = Math.max(dark, light);
    if (contrast < LEAST_CONTRAST) {
      return Optional.empty();
    }
    float sign = dark >= light ? -1 : 1;
    // Unevenness of the paper, in parts of the contrast; none in a picture made by a program.
    float unevenness = Math.min(0.5f, 3 * picture.borderDeviation() / contrast);
    float[] strengths = new float[picture.values().length];
    for (int i = 0; i < strengths.length; i++) {
      float strength = sign * (picture.values()[i] - paper) / contrast;
      strengths[i] = Math.clamp((strength - unevenness) / (1 - unevenness), 0f, 1f);
    }
    return Optional.of(new Ink(picture.width(), picture.height(), strengths));
  }

  /** Where there is any. */
  Rectangle bounds() {
    return bounds(LEAST_INK);
  }

  private Rectangle bounds(float least) {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (strengths[y * width + x] >= least) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    return new Rectangle(left, top, right - left + 1, bottom - top + 1);
  }

  /** Whether the outline of all that is surely ink is ink nearly everywhere. */
  private boolean isGround() {
    Rectangle box = bounds(STRONG_INK);
    int outline = 0;
    int inked = 0;
    for (int y = box.y; y < box.y + box.height; y++) {
      for (int x = box.x; x < box.x + box.width; x++) {
        if (y == box.y || x == box.x || y == box.y + box.height - 1 || x == box.x + box.width - 1) {
          outline++;
          inked += strengths[y * width + x] >= STRONG_INK ? 1 : 0;
        }
      }
    }
    return inked > GROUND * outline;
  }

  /** Why this may not be one digit, in words; empty if nothing speaks against it. */
  Optional<String> doubt() {
    List<Mark> marks = marks();
    if (marks.size() > 1) {
      Mark first = marks.get(0);
      Mark second = marks.get(1);
      boolean apart =
          second.box.x > first.box.x + first.box.width
              || first.box.x > second.box.x + second.box.width
              || second.box.y > first.box.y + first.box.height
              || first.box.y > second.box.y + second.box.height;
      if (apart
          && second.ink > SECOND_MARK * first.ink
          && Math.max(second.box.height, second.box.width)
              > SECOND_HEIGHT * Math.max(first.box.height, first.box.width)) {
        return Optional.of("several marks, expected one digit");
      }
    }
    if (bounds().width > WIDEST * bounds().height) {
      return Optional.of("wider than a digit");
    }
    double strong = 0;
    for (float strength : strengths) {
      strong += strength >= STRONG_INK ? 1 : 0;
    }
    Rectangle box = bounds(STRONG_INK);
    boolean bar = 2 * box.width < box.height;
    return !bar && strong > MOST_STROKES * box.width * box.height
        ? Optional.of("more ink than paper, perhaps a frame or a ground")
        : Optional.empty();
  }

  /**
   * Ink that hangs together.
   *
   * @param ink how much
   * @param box where it is
   */
  private record Mark(double ink, Rectangle box) {}

  /** The marks there are, the one with most ink first. */
  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    boolean[] seen = new boolean[strengths.length];
    for (int start = 0; start < seen.length; start++) {
      if (!seen[start] && strengths[start] >= STRONG_INK) {
        marks.add(mark(start, seen));
      }
    }
    marks.sort(Comparator.comparingDouble(Mark::ink).reversed());
    return marks;
  }

  private Mark mark(int start, boolean[] seen) {
    ArrayDeque<Integer> open = new ArrayDeque<>(List.of(start));
    seen[start] = true;
    double ink = 0;
    Rectangle box = new Rectangle(start % width, start / width, 1, 1);
    while (!open.isEmpty()) {
      int place = open.pop();
      int x = place % width;
      int y = place / width;
      ink += strengths[place];
      box.add(new Rectangle(x, y, 1, 1));
      for (int nearY = Math.max(0, y - 1); nearY <= Math.min(height - 1, y + 1); nearY++) {
        for (int nearX = Math.max(0, x - 1); nearX <= Math.min(width - 1, x + 1); nearX++) {
          int near = nearY * width + nearX;
          if (!seen[near] && strengths[near] >= LEAST_INK) {
            seen[near] = true;
            open.push(near);
          }
        }
      }
    }
    return new Mark(ink, box);
  }
}
