package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transform of 10x10 planes, which PrimaryCaps needs: {@link TenPoints} along the rows and down
 * the columns, 824 operations per plane. A row's frequencies 0 and 5 are real and share a complex
 * vector; so do, further down, the real frequencies of columns 0 and 5.
 */
final class TenByTenTransform implements PlaneTransform {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;
  private static final int SIZE = 10;
  private static final int FIVE = 5;
  private static final int ROW = FIVE * COMPLEX;
  private static final int START = Workspace.LINE_START;
  private static final int PADDED = START + SIZE * ROW;
  private static final float[] ZEROS = new float[LANES];

  /** Columns 0 and 5 mirror onto themselves and keep five complex vectors, the others ten. */
  private static final int[] FIRST_BIN = {0, 5, 15, 25, 35, 45};

  @Override
  public int height() {
    return SIZE;
  }

  @Override
  public int width() {
    return SIZE;
  }

  @Override
  public int bins() {
    return 50;
  }

  @Override
  public boolean holdsTwoReals(int bin) {
    return bin == 0 || bin == FIRST_BIN[FIVE];
  }

  /** Ten rows of five complex vectors, and one row of ten values for what has to be padded. */
  @Override
  public int work() {
    return PADDED + SIZE * LANES;
  }

  @Override
  public void forward(
      float sign, Rectangle source, float[] work, float[] out, int outOffset, int binStride) {
    if (source.rowFrom + source.rows <= FIVE && source.columnFrom + source.columns <= FIVE) {
      forwardOfFive(sign, source, work, out, outOffset, binStride);
      return;
    }
    if (source.rows < SIZE) {
      Arrays.fill(work, START, PADDED, 0);
    }
    if (source.columns < SIZE) {
      Arrays.fill(work, PADDED, PADDED + SIZE * LANES, 0);
    }
    for (int u = 0; u < source.rows; u++) {
      int row = source.at(u, 0);
      int target = START + (source.rowFrom + u) * ROW;
      if (source.columns == SIZE) {
        TenPoints.real(sign, source.array, row, source.columnStride, work, target, COMPLEX);
      } else {
        pad(source, u, work);
        TenPoints.real(sign, work, PADDED, LANES, work, target, COMPLEX);
      }
    }
    TenPoints.real(sign, work, START, ROW, out, outOffset, binStride);
    for (int x = 1; x < FIVE; x++) {
      TenPoints.complex(
          sign,
          work,
          START + x * COMPLEX,
          ROW,
          out,
          outOffset + FIRST_BIN[x] * binStride,
          binStride);
    }
    TenPoints.real(
        sign, work, START + LANES, ROW, out, outOffset + FIRST_BIN[FIVE] * binStride, binStride);
  }

  /**
   * The same where all but the first five rows and columns are zero, as for the taps of a phase.
   */
  private static void forwardOfFive(
      float sign, Rectangle source, float[] work, float[] out, int outOffset, int binStride) {
    if (source.rows < FIVE) {
      Arrays.fill(work, START, START + FIVE * ROW, 0);
    }
    if (source.columns < FIVE) {
      Arrays.fill(work, PADDED, PADDED + FIVE * LANES, 0);
    }
    for (int u = 0; u < source.rows; u++) {
      int row = source.at(u, 0);
      int target = START + (source.rowFrom + u) * ROW;
      if (source.columns == FIVE) {
        FiveOfTenPoints.real(sign, source.array, row, source.columnStride, work, target, COMPLEX);
      } else {
        pad(source, u, work);
        FiveOfTenPoints.real(sign, work, PADDED, LANES, work, target, COMPLEX);
      }
    }
    FiveOfTenPoints.real(sign, work, START, ROW, out, outOffset, binStride);
    for (int x = 1; x < FIVE; x++) {
      FiveOfTenPoints.complex(
          sign,
          work,
          START + x * COMPLEX,
          ROW,
          out,
          outOffset + FIRST_BIN[x] * binStride,
          binStride);
    }
    FiveOfTenPoints.real(
        sign, work, START + LANES, ROW, out, outOffset + FIRST_BIN[FIVE] * binStride, binStride);
  }

  /** A row of the plane in whole, from {@code PADDED} on. */
  private static void pad(Rectangle source, int row, float[] work) {
    for (int v = 0; v < source.columns; v++) {
      FloatVector.fromArray(SPECIES, source.array, source.at(row, v))
          .intoArray(work, PADDED + (source.columnFrom + v) * LANES);
    }
  }

  @Override
  public void inverse(
      float sign,
      float[] spectrum,
      int spectrumOffset,
      int binStride,
      float[] addend,
      int addendOffset,
      float[] work,
      Rectangle target) {
    TenPointsInverse.real(
        sign, 1, spectrum, spectrumOffset, binStride, ZEROS, 0, SIZE, work, START, ROW);
    for (int x = 1; x < FIVE; x++) {
      int bin = spectrumOffset + FIRST_BIN[x] * binStride;
      TenPoints.complex(-sign, spectrum, bin, binStride, work, START + x * COMPLEX, ROW);
    }
    int last = spectrumOffset + FIRST_BIN[FIVE] * binStride;
    TenPointsInverse.real(
        sign, 1, spectrum, last, binStride, ZEROS, 0, SIZE, work, START + LANES, ROW);
    for (int u = 0; u < target.rows; u++) {
      int row = START + (target.rowFrom + u) * ROW;
      int to = target.at(u, 0);
      if (target.columnFrom == 0) {
        TenPointsInverse.real(
            sign,
            0.01f,
            work,
            row,
            COMPLEX,
            addend,
            addendOffset,
            target.columns,
            target.array,
            to,
            target.columnStride);
      } else {
        TenPointsInverse.real(
            sign, 0.01f, work, row, COMPLEX, addend, addendOffset, SIZE, work, PADDED, LANES);
        for (int v = 0; v < target.columns; v++) {
          FloatVector.fromArray(SPECIES, work, PADDED + (target.columnFrom + v) * LANES)
              .intoArray(target.array, target.at(u, v));
        }
      }
    }
  }
}
