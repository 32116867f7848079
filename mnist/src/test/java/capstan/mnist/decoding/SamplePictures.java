package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** One small grey picture in every format, and makers of files that no program here writes. */
public final class SamplePictures {
  /** Columns of the picture. */
  public static final int WIDTH = 16;

  /** Rows of the picture. */
  public static final int HEIGHT = 12;

  private static final String WEBP_LOSSLESS =
      "UklGRmwAAABXRUJQVlA4TGAAAAAvD8ACAH8gEEhS2B94hYmYiPlPbAcDkWSMBjpooIMGOmiggwY6aKCDBjpoIEdE"
          + "/wNZPXsfSCxqjtG185fApOJGHXk/WwxoLsqV8bfThOCmInsfWT1qDkis85fRteKGwAQ=";
  private static final String WEBP_LOSSY =
      "UklGRnoAAABXRUJQVlA4IG4AAAAQAwCdASoQAAwAAMASJaTuHaAfYB9e+kH/M8f/5gAALSAA/nPH//6bb/+mZ///"
          + "0xX/01h/pzVjPvepwHDwiX6hdX8uDjO2Z/t55knEUjz/Tdsz8hCp1wKssxQ3YV0fSnN0//8o7IqcKDO96AAAAA==";
  private static final String WEBP_ALPHA =
      "UklGRrIAAABXRUJQVlA4WAoAAAAQAAAADwAACwAAQUxQSCUAAAABfyAQIBzw3ysiIpJuh0EASBRiiSWWWGKJJZYB"
          + "JojofwByuvsLAFZQOCBmAAAAUAMAnQEqEAAMAAFAJiWkAEKAfrNf/2Dg/s3kC/7OgAEKpAAA/v4sdCnG0las"
          + "AIxlP8gXEan/0A4ow6slxciZqR3nV1GNGh5VWB76HEan/c+dpgHhlWbIJDWb6LSDWWPvdcsDwAAA";

  private SamplePictures() {}

  /** How light a pixel is, of 255. */
  public static int level(int x, int y) {
    return (x ^ y) * 17;
  }

  /** Files that hold the picture exactly, by what they are. */
  public static Map<String, byte[]> exact() throws IOException {
    BufferedImage grey = picture(BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = picture(BufferedImage.TYPE_USHORT_GRAY);
    BufferedImage colour = picture(BufferedImage.TYPE_INT_RGB);
    BufferedImage clear = picture(BufferedImage.TYPE_INT_ARGB);
    BufferedImage indexed = picture(BufferedImage.TYPE_BYTE_INDEXED);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("png 8", write(grey, "png", null));
    files.put("png 16", write(deep, "png", null));
    files.put("png rgb", write(colour, "png", null));
    files.put("png rgba", write(clear, "png", null));
    files.put("png indexed", write(indexed, "png", null));
    files.put("png interlaced", write(grey, "png", "progressive"));
    files.put("gif", write(indexed, "gif", null));
    files.put("gif interlaced", write(indexed, "gif", "progressive"));
    files.put("bmp", write(picture(BufferedImage.TYPE_3BYTE_BGR), "bmp", null));
    files.put("bmp indexed", write(indexed, "bmp", null));
    files.put("bmp runs", write(indexed, "bmp", "BI_RLE8"));
    for (String packing : new String[] {"none", "LZW", "ZLib", "Deflate", "PackBits"}) {
      files.put("tiff 8 " + packing, write(grey, "tiff", packing));
    }
    files.put("tiff 16", write(deep, "tiff", "none"));
    files.put("tiff rgb", write(colour, "tiff", "LZW"));
    files.put("tiff indexed", write(indexed, "tiff", "PackBits"));
    files.put("pgm text", text("P2 16 12 255\n", false, 1));
    files.put("pgm", text("P5 16 12\n# by hand\n255\n", true, 1));
    files.put("pgm 16", text("P5 16 12 65535\n", true, 257));
    files.put("ppm text", text("P3 16 12 15\n", false, -17));
    files.put("ppm", text("P6 16 12 255\n", true, 1));
    files.put("webp lossless", Base64.getDecoder().decode(WEBP_LOSSLESS));
    return files;
  }

  /** Files that hold the picture nearly. */
  public static Map<String, byte[]> near() throws IOException {
    BufferedImage grey = picture(BufferedImage.TYPE_BYTE_GRAY);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("jpeg", write(grey, "jpeg", "JPEG"));
    files.put("jpeg rgb", write(picture(BufferedImage.TYPE_INT_RGB), "jpeg", "JPEG"));
    files.put("jpeg progressive", write(grey, "jpeg", "progressive"));
    files.put("tiff jpeg", write(grey, "tiff", "JPEG"));
    files.put("webp lossy", Base64.getDecoder().decode(WEBP_LOSSY));
    return files;
  }

  /** A lossy WebP of the picture, the more opaque the farther right, in chunks for that. */
  public static byte[] webpWithAlpha() {
    return Base64.getDecoder().decode(WEBP_ALPHA);
  }

  /** The picture in memory. */
  static BufferedImage picture(int type) {
    BufferedImage picture;
    if (type == BufferedImage.TYPE_BYTE_INDEXED) {
      byte[] shades = new byte[256];
      for (int i = 0; i < shades.length; i++) {
        shades[i] = (byte) (17 * i);
      }
      picture =
          new BufferedImage(
              WIDTH, HEIGHT, type, new IndexColorModel(8, 256, shades, shades, shades));
    } else {
      picture = new BufferedImage(WIDTH, HEIGHT, type);
    }
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        switch (type) {
          case BufferedImage.TYPE_BYTE_INDEXED -> picture.getRaster().setSample(x, y, 0, x ^ y);
          case BufferedImage.TYPE_BYTE_GRAY -> picture.getRaster().setSample(x, y, 0, level(x, y));
          case BufferedImage.TYPE_USHORT_GRAY ->
              picture.getRaster().setSample(x, y, 0, level(x, y) * 257);
          default -> picture.setRGB(x, y, 0xff000000 | level(x, y) * 0x010101);
        }
      }
    }
    return picture;
  }

  /**
   * Encodes with ImageIO.
   *
   * @param packing a type of compression of the format's, or "progressive", or null
   */
  static byte[] write(BufferedImage picture, String format, String packing) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if ("progressive".equals(packing)) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    } else if (packing != null && !packing.equals("none")) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(packing);
      if (packing.equals("JPEG")) {
        param.setCompressionQuality(1);
      }
    }
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Numbers after a header: each level times a factor, or divided by a negative one. */
  private static byte[] text(String header, boolean binary, int factor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    int colours = header.charAt(1) == '3' || header.charAt(1) == '6' ? 3 : 1;
    for (int i = 0; i < WIDTH * HEIGHT * colours; i++) {
      int level = level(i / colours % WIDTH, i / colours / WIDTH);
      int number = factor < 0 ? level / -factor : level * factor;
      if (!binary) {
        bytes.writeBytes((number + (i % 10 == 9 ? "\n" : " ")).getBytes(StandardCharsets.US_ASCII));
      } else if (factor > 1) {
        bytes.write(number >> 8);
        bytes.write(number);
      } else {
        bytes.write(number);
      }
    }
    return bytes.toByteArray();
  }

  /** Makes TIFFs of the picture's size, uncompressed, in one strip. */
  static final class Tiff {
    private final TreeMap<Integer, double[]> tags = new TreeMap<>();
    private final ByteOrder order;

    /** Grey from black, of so many bits. */
    Tiff(ByteOrder order, int bits) {
      this.order = order;
      with(256, WIDTH).with(257, HEIGHT).with(258, bits).with(259, 1).with(262, 1);
      with(273, 8).with(277, 1);
    }

    /** Sets a tag; numbers that are no whole ones become FLOAT, others LONG. */
    Tiff with(int tag, double... numbers) {
      tags.put(tag, numbers);
      return this;
    }

    /** The file, of samples of 8, 16, 32 or 64 bits; fractions where tag 339 says 3. */
    byte[] of(IntBinaryOperator level, double factor, int samples) {
      int bits = (int) tags.get(258)[0];
      boolean fractions = tags.containsKey(339) && tags.get(339)[0] == 3;
      ByteBuffer data = ByteBuffer.allocate(WIDTH * HEIGHT * samples * 8).order(order);
      for (int i = 0; i < WIDTH * HEIGHT * samples; i++) {
        double value = level.applyAsInt(i / samples % WIDTH, i / samples / WIDTH) * factor;
        switch (bits) {
          case 8 -> data.put((byte) Math.round(value));
          case 16 ->
              data.putShort(
                  fractions ? Float.floatToFloat16((float) value) : (short) Math.round(value));
          case 32 ->
              data.putInt(
                  fractions ? Float.floatToIntBits((float) value) : (int) Math.round(value));
          default -> data.putDouble(value);
        }
      }
      return of(Arrays.copyOf(data.array(), data.position()));
    }

    /** The file, of bytes of pixels. */
    byte[] of(byte... pixels) {
      double[] lengths = new double[tags.get(273).length];
      Arrays.fill(lengths, pixels.length / lengths.length);
      with(279, lengths);
      int directory = 8 + pixels.length + pixels.length % 2;
      ByteBuffer file = ByteBuffer.allocate(directory + 4096).order(order);
      file.put(
          (order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
      file.putShort((short) 42).putInt(directory).put(pixels).position(directory);
      file.putShort((short) tags.size());
      int values = directory + 6 + 12 * tags.size();
      for (Map.Entry<Integer, double[]> tag : tags.entrySet()) {
        double[] numbers = tag.getValue();
        boolean whole = Arrays.stream(numbers).allMatch(n -> n == Math.rint(n));
        boolean floats = !whole || (tag.getKey() >= 340 && tag.getKey() <= 341);
        file.putShort((short) (int) tag.getKey()).putShort((short) (floats ? 11 : 4));
        file.putInt(numbers.length);
        int at = numbers.length == 1 ? file.position() : values;
        file.putInt(numbers.length == 1 ? 0 : values);
        for (int i = 0; i < numbers.length; i++) {
          file.putInt(
              at + 4 * i, floats ? Float.floatToIntBits((float) numbers[i]) : (int) numbers[i]);
        }
        values += numbers.length == 1 ? 0 : 4 * numbers.length;
      }
      return Arrays.copyOf(file.array(), values);
    }
  }
}
