package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files are told by their first bytes. */
class FileKindTest {
  /** Beginnings as the programs write them, in hexadecimal digits. */
  @ParameterizedTest
  @CsvSource({
    "80028a0a6cfc9c46f9206aa850192e, PYTORCH",
    "504b030400000808000000000000000000, PYTORCH",
    "8004958a00000000000000, PICKLE",
    "894844460d0a1a0a00000000, HDF5",
    "08071207707974 6f7263681a05322e312e303ae0, ONNX",
    "08041208746632 6f6e6e78, ONNX",
    "080a3a1234, ONNX",
    "47475546030000000000, GGUF",
    "934e554d5059010076007b, NUMPY",
    "08011289a2010a2b0a, TENSORFLOW_GRAPH",
    "0a340a0b506c616365686f6c646572120b506c616365686f6c646572, TENSORFLOW_GRAPH",
    "00000608011a02080100, TENSORFLOW_CHECKPOINT",
    "1c00000054464c3314002000, TENSORFLOW_LITE",
    "00000803000027100000001c0000001c00, IDX",
    "00000801000027100705, IDX",
    "1f8b080000000000, GZIP",
    "425a683931415926, BZIP2",
    "fd377a585a000004, XZ",
    "28b52ffd0458, ZSTANDARD",
    "377abcaf271c0004, SEVEN_ZIP",
    "526172211a0701, RAR",
  })
  void byMagicBytes(String hex, FileKind kind) {
    assertThat(FileKind.of(HexFormat.of().parseHex(hex.replace(" ", "")))).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><html>', WEB_PAGE",
    "'  <html lang=en>', WEB_PAGE",
    "'version https://git-lfs.github.com/spec/v1', LFS_POINTER",
    "'MATLAB 5.0 MAT-file, Platform: GLNXA64', MATLAB_5",
    "'MATLAB 7.3 MAT-file, Platform: GLNXA64', MATLAB_7_3",
    "'# Created by Octave 9.1.0', OCTAVE_TEXT",
    "'Octave-1-L', OCTAVE_BINARY",
    "'{\"weight_map\": {}}', JSON",
    "'model_checkpoint_path: \"m\"', TENSORFLOW_CHECKPOINT",
  })
  void byText(String text, FileKind kind) {
    assertThat(FileKind.of(text.getBytes(StandardCharsets.ISO_8859_1))).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "archive/data.pkl, PYTORCH",
    "arr_0.npy, NUMPY_ARCHIVE",
    "metadata.json, KERAS",
    "notes.txt, ZIP",
  })
  void archivesByTheirFirstEntry(String entry, FileKind kind) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[100]);
    }
    assertThat(FileKind.of(bytes.toByteArray())).contains(kind);
  }

  @Test
  void whatHasAStructure() throws IOException {
    byte[] header = "{\"a\":{}}".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer safetensors = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    safetensors.putLong(header.length).put(header);
    assertThat(FileKind.of(safetensors.array())).contains(FileKind.SAFETENSORS);
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    assertThat(FileKind.of(tar)).contains(FileKind.TAR);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar);
    }
    assertThat(FileKind.of(packed.toByteArray())).contains(FileKind.GZIP);
  }

  @Test
  void whatIsNoneIsNotGuessed() {
    assertThat(FileKind.of(new byte[0])).isEmpty();
    assertThat(FileKind.of(new byte[1000])).isEmpty();
    byte[] noise = new byte[1000];
    Arrays.fill(noise, (byte) 0xa5);
    assertThat(FileKind.of(noise)).isEmpty();
    assertThat(FileKind.of("bread and butter".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    byte[] png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d");
    assertThat(FileKind.of(png)).isEmpty();
    assertThat(FileKind.words(png)).contains("a PNG file");
  }
}
