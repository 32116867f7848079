package capstan.core.simd.lanes;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Rows of a matrix turned into lanes of vectors, a row per lane, and back. */
public final class RowLanes {
  private RowLanes() {}

  /**
   * Rows to lanes; lanes without a row get zeros.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param x the rows, one after the other
   * @param xAt index of the first
   * @param lanes [columns][lanes], overwritten
   * @param at index of the first
   */
  public static void load(int rows, int columns, float[] x, int xAt, float[] lanes, int at) {
    load(rows, columns, x, xAt, columns, lanes, at);
  }

  /** As above, with the distance from row to row. */
  public static void load(
      int rows, int columns, float[] x, int xAt, int stride, float[] lanes, int at) {
    int tiled = 0;
    if (rows < COUNT) {
      Arrays.fill(lanes, at, at + columns * COUNT, 0);
    } else {
      for (; tiled + COUNT <= columns; tiled += COUNT) {
        LaneTile.transpose(x, xAt + tiled, stride, lanes, at + tiled * COUNT, COUNT);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int c = tiled; c < columns; c++) {
        lanes[at + c * COUNT + row] = x[xAt + row * stride + c];
      }
    }
  }

  /** As above, for a block of images: as many as there are lanes, or what is left of them. */
  public static void load(Tensor images, int block, float[] lanes, int at) {
    int columns = columns(images);
    int from = images.offset() + block * COUNT * columns;
    load(rows(images, block), columns, images.array(), from, lanes, at);
  }

  /**
   * Lanes to rows; lanes without a row are dropped.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param lanes [columns][lanes]
   * @param at index of the first
   * @param x the rows, one after the other, overwritten
   * @param xAt index of the first
   */
  public static void store(int rows, int columns, float[] lanes, int at, float[] x, int xAt) {
    store(rows, columns, lanes, at, x, xAt, columns);
  }

  /** As above, with the distance from row to row. */
  public static void store(
      int rows, int columns, float[] lanes, int at, float[] x, int xAt, int stride) {
    int tiled = 0;
    if (rows == COUNT) {
      for (; tiled + COUNT <= columns; tiled += COUNT) {
        LaneTile.transpose(lanes, at + tiled * COUNT, COUNT, x, xAt + tiled, stride);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int c = tiled; c < columns; c++) {
        x[xAt + row * stride + c] = lanes[at + c * COUNT + row];
      }
    }
  }

  /** As above, for a block of images: as many as there are lanes, or what is left of them. */
  public static void store(float[] lanes, int at, Tensor images, int block) {
    int columns = columns(images);
    int to = images.offset() + block * COUNT * columns;
    store(rows(images, block), columns, lanes, at, images.array(), to);
  }

  private static int columns(Tensor images) {
    return images.elements() / images.shape().extent(0);
  }

  private static int rows(Tensor images, int block) {
    return Math.min(COUNT, images.shape().extent(0) - block * COUNT);
  }

  /**
   * Floats that {@link #loadTiles} needs for so many columns.
   *
   * @param columns elements in a row
   */
  public static int tiledLength(int columns) {
    return (columns + COUNT - 1) / COUNT * COUNT * COUNT;
  }

  /**
   * As {@link #load}, by whole tiles: columns that do not fill the last tile bring along what lies
   * behind them in memory, as further columns that mean nothing. A vector of 16 lanes turns rows of
   * 10 several times as fast so.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param x the rows, one after the other
   * @param xAt index of the first
   * @param lanes [columns up to whole tiles][lanes], overwritten
   * @param at index of the first
   */
  public static void loadTiles(int rows, int columns, float[] x, int xAt, float[] lanes, int at) {
    int end = at + tiledLength(columns);
    int last = xAt + (COUNT - 1) * columns + tiledLength(columns) / COUNT;
    if (rows < COUNT || last > x.length) {
      load(rows, columns, x, xAt, lanes, at);
      return;
    }
    for (int to = at; to < end; to += COUNT * COUNT) {
      LaneTile.transpose(x, xAt, columns, lanes, to, COUNT);
      xAt += COUNT;
    }
  }

  /**
   * The way back from {@link #loadTiles}.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param lanes [columns up to whole tiles][lanes]
   * @param at index of the first
   * @param x the rows, one after the other, overwritten
   * @param xAt index of the first
   * @param tile room for one tile
   * @param tileAt where it starts
   */
  public static void storeTiles(
      int rows, int columns, float[] lanes, int at, float[] x, int xAt, float[] tile, int tileAt) {
    if (rows < COUNT) {
      store(rows, columns, lanes, at, x, xAt);
      return;
    }
    for (int column = 0; column < columns; column += COUNT) {
      if (column + COUNT <= columns) {
        LaneTile.transpose(lanes, at + column * COUNT, COUNT, x, xAt + column, columns);
      } else {
        LaneTile.transpose(lanes, at + column * COUNT, COUNT, tile, tileAt, COUNT);
        copyRows(columns - column, columns, tile, tileAt, x, xAt + column);
      }
    }
  }

  private static void copyRows(
      int length, int stride, float[] tile, int tileAt, float[] x, int xAt) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, length);
    for (int row = 0; row < COUNT; row++) {
      FloatVector.fromArray(SPECIES, tile, tileAt).intoArray(x, xAt, mask);
      tileAt += COUNT;
      xAt += stride;
    }
  }
}
