package capstan.capsnet.checkpoint;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Safetensors files put together by hand, and a small checkpoint with every awkward thing in it.
 */
public final class SafetensorsBytes {
  private SafetensorsBytes() {}

  /** Length, header and data as they stand in a file; the header is padded with spaces. */
  public static byte[] file(String header, byte... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer file = ByteBuffer.allocate(8 + padded + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(json);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    return file.put(data).array();
  }

  /** Floats as a file holds them. */
  public static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /**
   * Bits that a conversion would lose: signalling and negative NaN, −0, the smallest, infinities.
   */
  static float[] awkwardFloats() {
    int[] bits = {
      0x7fa00001, 0xffc12345, 0x80000000, 0x00000001, 0x7f800000, 0xff800000, 0x3f800000, 0x7f7fffff
    };
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }

  /** A checkpoint of a few hundred bytes. */
  public static Checkpoint smallCheckpoint() {
    return Checkpoint.builder()
        .text("configuration", "{\"routingRounds\":3}\n\"é😀\"")
        .text("step", "469")
        .text("smoothedLoss", Double.toString(0.1 + 0.2))
        .tensor("conv1.weight", Tensor.of(Shape.of(2, 4), awkwardFloats()))
        .tensor("empty", Tensor.zeros(0, 7))
        .tensor("scalar", Tensor.of(Shape.of(), 42f))
        .tensor("adam.m.conv1.weight", Tensor.view(new float[] {9, 1, 2, 3, 9}, 1, Shape.of(3)))
        .build();
  }
}
