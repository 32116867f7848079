package capstan.mnist.picture;

import java.awt.Color;

/** Colours for things of which none is more than another. */
public final class Palette {
  /** They stay apart for colour-blind readers too, as far as ten can. */
  private static final Color[] COLOURS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xe69f00),
    new Color(0x56b4e9),
    new Color(0x8c6d31),
    new Color(0x24292f),
    new Color(0x7b3294),
    new Color(0xa6b800)
  };

  private Palette() {}

  /** The colour of a thing by its number; an eleventh begins again. */
  public static Color colour(int number) {
    return COLOURS[number % COLOURS.length];
  }
}
