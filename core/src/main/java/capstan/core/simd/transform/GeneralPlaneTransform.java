package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transform of planes of any size, from the definition: rows first and then columns, each sum
 * shared by the two frequencies that differ in the sign of one angle. Its cost grows with the cube
 * of the size; it is the specification of the written-out ones.
 */
final class GeneralPlaneTransform implements PlaneTransform {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int COMPLEX = 2 * LANES;

  private final int height;
  private final int width;
  private final int halfHeight;
  private final int halfWidth;
  private final int[] firstBin;
  private final int bins;
  private final float[] rowCosine;
  private final float[] rowSine;
  private final float[] columnCosine;
  private final float[] columnSine;
  private final float[] inverseCosine;
  private final float[] inverseSine;

  GeneralPlaneTransform(int height, int width) {
    this.height = height;
    this.width = width;
    halfHeight = height / 2;
    halfWidth = width / 2;
    firstBin = new int[halfWidth + 1];
    int count = 0;
    for (int x = 0; x <= halfWidth; x++) {
      firstBin[x] = count;
      count += mirrorsItself(x) ? (height + 1) / 2 : height;
    }
    bins = PlaneTransform.bins(height, width);
    rowCosine = new float[(halfWidth + 1) * width];
    rowSine = new float[(halfWidth + 1) * width];
    inverseCosine = new float[(halfWidth + 1) * width];
    inverseSine = new float[(halfWidth + 1) * width];
    for (int x = 0; x <= halfWidth; x++) {
      double share = (mirrorsItself(x) ? 1.0 : 2.0) / ((double) height * width);
      for (int v = 0; v < width; v++) {
        double angle = 2 * Math.PI * (x * v % width) / width;
        rowCosine[x * width + v] = (float) Math.cos(angle);
        rowSine[x * width + v] = (float) Math.sin(angle);
        inverseCosine[v * (halfWidth + 1) + x] = (float) (share * Math.cos(angle));
        inverseSine[v * (halfWidth + 1) + x] = (float) (share * Math.sin(angle));
      }
    }
    columnCosine = new float[(halfHeight + 1) * height];
    columnSine = new float[(halfHeight + 1) * height];
    for (int y = 0; y <= halfHeight; y++) {
      for (int u = 0; u < height; u++) {
        double angle = 2 * Math.PI * (y * u % height) / height;
        columnCosine[y * height + u] = (float) Math.cos(angle);
        columnSine[y * height + u] = (float) Math.sin(angle);
      }
    }
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int bins() {
    return bins;
  }

  @Override
  public int work() {
    return ((halfWidth + 1) * height + 2 * (halfHeight + 1)) * COMPLEX;
  }

  private boolean mirrorsItself(int x) {
    return 2 * x % width == 0;
  }

  @Override
  public boolean holdsTwoReals(int bin) {
    return height % 2 == 0 && (bin == 0 || (width % 2 == 0 && bin == firstBin[halfWidth]));
  }

  @Override
  public void forward(
      float sign, Rectangle source, float[] work, float[] out, int outOffset, int binStride) {
    for (int u = 0; u < source.rows; u++) {
      for (int x = 0; x <= halfWidth; x++) {
        alongRow(source, u, x * width + source.columnFrom, sign, work, (x * height + u) * COMPLEX);
      }
    }
    for (int x = 0; x <= halfWidth; x++) {
      boolean half = mirrorsItself(x);
      for (int y = 0; y <= halfHeight; y++) {
        boolean second = half && y > 0 && 2 * y == height;
        int bin = outOffset + (firstBin[x] + y) * binStride;
        int mirror =
            half || y == 0 || 2 * y == height
                ? bin
                : outOffset + (firstBin[x] + height - y) * binStride;
        downColumn(
            work,
            x * height * COMPLEX,
            source.rows,
            y * height + source.rowFrom,
            sign,
            second ? work : out,
            second ? pairs() : bin,
            second ? pairs() : mirror);
        if (second) {
          System.arraycopy(work, pairs(), out, outOffset + firstBin[x] * binStride + LANES, LANES);
        }
      }
    }
  }

  /** Where the work memory behind all rows begins. */
  private int pairs() {
    return (halfWidth + 1) * height * COMPLEX;
  }

  /** One frequency of one row: out = Σ source[v] · (cosine + sign · i · sine)[v]. */
  private void alongRow(
      Rectangle source, int row, int angle, float sign, float[] out, int outOffset) {
    FloatVector re = FloatVector.zero(SPECIES);
    FloatVector im = FloatVector.zero(SPECIES);
    int at = source.at(row, 0);
    for (int v = 0; v < source.columns; v++) {
      FloatVector value = FloatVector.fromArray(SPECIES, source.array, at);
      re = value.fma(FloatVector.broadcast(SPECIES, rowCosine[angle + v]), re);
      im = value.fma(FloatVector.broadcast(SPECIES, rowSine[angle + v]), im);
      at += source.columnStride;
    }
    re.intoArray(out, outOffset);
    im.mul(sign).intoArray(out, outOffset + LANES);
  }

  /** The frequencies y and height − y of one column; the mirror is written first, so may be bin. */
  private void downColumn(
      float[] column,
      int offset,
      int count,
      int angle,
      float sign,
      float[] out,
      int bin,
      int mirror) {
    FloatVector reCosine = FloatVector.zero(SPECIES);
    FloatVector reSine = FloatVector.zero(SPECIES);
    FloatVector imCosine = FloatVector.zero(SPECIES);
    FloatVector imSine = FloatVector.zero(SPECIES);
    for (int u = 0; u < count; u++) {
      FloatVector re = FloatVector.fromArray(SPECIES, column, offset);
      FloatVector im = FloatVector.fromArray(SPECIES, column, offset + LANES);
      FloatVector c = FloatVector.broadcast(SPECIES, columnCosine[angle + u]);
      FloatVector s = FloatVector.broadcast(SPECIES, columnSine[angle + u]);
      reCosine = re.fma(c, reCosine);
      reSine = re.fma(s, reSine);
      imCosine = im.fma(c, imCosine);
      imSine = im.fma(s, imSine);
      offset += COMPLEX;
    }
    reSine = reSine.mul(sign);
    imSine = imSine.mul(sign);
    reCosine.add(imSine).intoArray(out, mirror);
    imCosine.sub(reSine).intoArray(out, mirror + LANES);
    reCosine.sub(imSine).intoArray(out, bin);
    imCosine.add(reSine).intoArray(out, bin + LANES);
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
    int pairs = pairs();
    for (int x = 0; x <= halfWidth; x++) {
      boolean half = mirrorsItself(x);
      for (int y = 0; y <= halfHeight; y++) {
        int to = pairs + y * 2 * COMPLEX;
        boolean alone = y == 0 || 2 * y == height;
        if (half && alone && height % 2 == 0) {
          int at = spectrumOffset + firstBin[x] * binStride + (y == 0 ? 0 : LANES);
          Arrays.fill(work, to, to + 2 * COMPLEX, 0);
          System.arraycopy(spectrum, at, work, to, LANES);
        } else {
          int bin = spectrumOffset + (firstBin[x] + y) * binStride;
          int mirror =
              half || alone ? bin : spectrumOffset + (firstBin[x] + height - y) * binStride;
          pair(spectrum, bin, mirror, alone ? 0.5f : 1, half ? 0 : 1, work, to);
        }
      }
      for (int u = 0; u < target.rows; u++) {
        upColumn(work, pairs, target.rowFrom + u, sign, (u * (halfWidth + 1) + x) * COMPLEX);
      }
    }
    for (int u = 0; u < target.rows; u++) {
      for (int v = 0; v < target.columns; v++) {
        backAlongRow(sign, work, u, addend, addendOffset, target, v);
      }
    }
  }

  /**
   * Sum and difference of the frequencies y and height − y. Where the mirror is not kept, it is the
   * conjugate of y: {@code direct} 0 then turns the sum's imaginary part and the difference's real
   * part into zeros.
   */
  private static void pair(
      float[] spectrum, int bin, int mirror, float share, float direct, float[] out, int offset) {
    FloatVector re = FloatVector.fromArray(SPECIES, spectrum, bin);
    FloatVector im = FloatVector.fromArray(SPECIES, spectrum, bin + LANES);
    FloatVector mirrorRe = FloatVector.fromArray(SPECIES, spectrum, mirror);
    FloatVector mirrorIm = FloatVector.fromArray(SPECIES, spectrum, mirror + LANES);
    if (direct == 0) {
      mirrorIm = im.neg();
    }
    re.add(mirrorRe).mul(share).intoArray(out, offset);
    im.add(mirrorIm).mul(share).intoArray(out, offset + LANES);
    re.sub(mirrorRe).mul(share).intoArray(out, offset + 2 * LANES);
    im.sub(mirrorIm).mul(share).intoArray(out, offset + 3 * LANES);
  }

  /** One row of one column: Σ over pairs of sum · cosine − sign · i · difference · sine. */
  private void upColumn(float[] work, int pairs, int row, float sign, int outOffset) {
    int offset = pairs;
    int angle = row;
    FloatVector re = FloatVector.zero(SPECIES);
    FloatVector im = FloatVector.zero(SPECIES);
    FloatVector reSine = FloatVector.zero(SPECIES);
    FloatVector imSine = FloatVector.zero(SPECIES);
    for (int y = 0; y <= halfHeight; y++) {
      FloatVector c = FloatVector.broadcast(SPECIES, columnCosine[angle]);
      FloatVector s = FloatVector.broadcast(SPECIES, columnSine[angle]);
      re = FloatVector.fromArray(SPECIES, work, offset).fma(c, re);
      im = FloatVector.fromArray(SPECIES, work, offset + LANES).fma(c, im);
      reSine = FloatVector.fromArray(SPECIES, work, offset + 2 * LANES).fma(s, reSine);
      imSine = FloatVector.fromArray(SPECIES, work, offset + 3 * LANES).fma(s, imSine);
      angle += height;
      offset += 2 * COMPLEX;
    }
    re.add(imSine.mul(sign)).intoArray(work, outOffset);
    im.sub(reSine.mul(sign)).intoArray(work, outOffset + LANES);
  }

  /** One place: addend + Σ_x re · cosine + sign · im · sine. */
  private void backAlongRow(
      float sign, float[] work, int row, float[] addend, int addendAt, Rectangle target, int v) {
    FloatVector even = FloatVector.fromArray(SPECIES, addend, addendAt);
    FloatVector odd = FloatVector.zero(SPECIES);
    int angle = (target.columnFrom + v) * (halfWidth + 1);
    int at = row * (halfWidth + 1) * COMPLEX;
    for (int x = 0; x <= halfWidth; x++) {
      FloatVector re = FloatVector.fromArray(SPECIES, work, at);
      FloatVector im = FloatVector.fromArray(SPECIES, work, at + LANES);
      even = re.fma(FloatVector.broadcast(SPECIES, inverseCosine[angle + x]), even);
      odd = im.fma(FloatVector.broadcast(SPECIES, inverseSine[angle + x]), odd);
      at += COMPLEX;
    }
    even.add(odd.mul(sign)).intoArray(target.array, target.at(row, v));
  }
}
