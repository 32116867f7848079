package capstan.mnist.warp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.Deflater;

/**
 * MATLAB files of version 5 put together by hand, in either byte order.
 *
 * @param order of all numbers
 */
record MatFileBytes(ByteOrder order) {
  static final int INT8 = 1;
  static final int INT32 = 5;
  static final int UINT32 = 6;
  static final int MATRIX = 14;
  static final int COMPRESSED = 15;

  /** A file of affNIST's structure, packed, with fields that nobody needs around. */
  byte[] affNist(byte[] image, byte[] label) {
    return file(packed(affNistStructure(image, label)));
  }

  /** The variable affNISTdata. */
  byte[] affNistStructure(byte[] image, byte[] label) {
    byte[] transform = numbers("", 9, 6, 1, 2, bytes(numbers -> numbers.putDouble(1).putDouble(2)));
    byte[] cells = array("", 1, dimensions(1, 2), transform, element(MATRIX));
    byte[] text = array("", 4, dimensions(1, 2), element(4, new byte[] {'a', 0, 'b', 0}));
    return structure(
        "affNISTdata",
        dimensions(1, 1),
        new String[] {"affNIST_human_transf", "image", "note", "label_int", "rest", "empty"},
        transform,
        image,
        text,
        label,
        cells,
        element(MATRIX));
  }

  /** The header, and elements after it. */
  byte[] file(byte[]... elements) {
    byte[] header = new byte[128];
    Arrays.fill(header, (byte) ' ');
    byte[] text = "MATLAB 5.0 MAT-file, written by hand".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 0, text.length);
    ByteBuffer.wrap(header).order(order).putShort(124, (short) 0x100).putShort(126, (short) 0x4d49);
    return joined(header, joined(elements));
  }

  /** A compressed element with another in it, which MATLAB does not pad. */
  byte[] packed(byte[] element) {
    return packed(element, element.length, null);
  }

  /** The same of the first so many bytes, packed with a preset dictionary where there is one. */
  byte[] packed(byte[] element, int length, byte[] dictionary) {
    Deflater deflater = new Deflater();
    if (dictionary != null) {
      deflater.setDictionary(dictionary);
    }
    deflater.setInput(element, 0, length);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return joined(head(COMPRESSED, packed.size()), packed.toByteArray());
  }

  /** A matrix of numbers: how they are stored, their class, and their bytes. */
  byte[] numbers(String name, int stored, int kind, int rows, int columns, byte[] numbers) {
    return array(name, kind, dimensions(rows, columns), element(stored, numbers));
  }

  /** A structure, whose fields are given in order. */
  byte[] structure(String name, byte[] dimensions, String[] fields, byte[]... values) {
    byte[] names = new byte[32 * fields.length];
    for (int i = 0; i < fields.length; i++) {
      byte[] field = fields[i].getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(field, 0, names, 32 * i, field.length);
    }
    byte[] width = bytes(buffer -> buffer.putInt(32));
    return array(name, 2, dimensions, element(INT32, width), element(INT8, names), joined(values));
  }

  /** A matrix of any class. */
  byte[] array(String name, int kind, byte[] dimensions, byte[]... content) {
    return element(
        MATRIX,
        joined(
            element(UINT32, bytes(buffer -> buffer.putInt(kind).putInt(0))),
            element(INT32, dimensions),
            element(INT8, name.getBytes(StandardCharsets.US_ASCII)),
            joined(content)));
  }

  byte[] dimensions(int... extents) {
    return bytes(
        buffer -> {
          for (int extent : extents) {
            buffer.putInt(extent);
          }
        });
  }

  /** An element with its head, small where it can be, padded to eight bytes. */
  byte[] element(int type, byte... content) {
    if (type != MATRIX && content.length > 0 && content.length <= 4) {
      byte[] head = bytes(buffer -> buffer.putInt(content.length << 16 | type));
      return Arrays.copyOf(joined(head, content), 8);
    }
    return joined(head(type, content.length), Arrays.copyOf(content, (content.length + 7) / 8 * 8));
  }

  byte[] head(int type, int length) {
    return bytes(buffer -> buffer.putInt(type).putInt(length));
  }

  /** What is put into a buffer of the file's byte order. */
  byte[] bytes(Consumer<ByteBuffer> numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 10).order(order);
    numbers.accept(buffer);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
