package capstan.core.simd.transform;

/**
 * Where the places of small planes lie along one axis of an array. Place {@code p} of tile {@code
 * t} is pixel {@code (t · advance + p) · step + origin}, if there is one.
 *
 * @param extent pixels
 * @param step pixels from one place to the next
 * @param origin pixel of the first place
 * @param count places of a tile
 * @param advance places from one tile to the next
 * @param tiles how many tiles
 */
record Places(int extent, int step, int origin, int count, int advance, int tiles) {
  /** Pixel of a place, inside or outside. */
  int pixel(int tile, int place) {
    return (tile * advance + place) * step + origin;
  }

  /** First place of a tile inside the array. */
  int first(int tile) {
    return Math.clamp(Math.ceilDiv(-pixel(tile, 0), step), 0, count);
  }

  /** One past the last place of a tile inside the array. */
  int end(int tile) {
    return Math.clamp(Math.ceilDiv(extent - pixel(tile, 0), step), first(tile), count);
  }

  /** Places of a tile that the one before it has too. */
  int shared(int tile) {
    return tile == 0 ? 0 : count - advance;
  }

  /** Whether all places of a tile lie inside. */
  boolean isWhole(int tile) {
    return first(tile) == 0 && end(tile) == count;
  }

  /** One past the last place that any tile has. */
  int covered() {
    return (tiles - 1) * advance + count;
  }

  /** First place inside the array, of whatever tile. */
  int insideFrom() {
    return Math.max(0, Math.ceilDiv(-origin, step));
  }

  /** One past the last. */
  int insideEnd() {
    return Math.ceilDiv(extent - origin, step);
  }
}
