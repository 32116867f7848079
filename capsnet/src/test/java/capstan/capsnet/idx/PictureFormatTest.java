package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFormatTest {
  @TempDir Path folder;

  private Path write(String name, String bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void isToldByItsFirstBytes() throws IOException {
    Map<String, PictureFormat> starts =
        Map.ofEntries(
            Map.entry("\u0089PNG\r\n\u001a\n", PictureFormat.PNG),
            Map.entry("\u00ff\u00d8\u00ff\u00e0", PictureFormat.JPEG),
            Map.entry("GIF89a", PictureFormat.GIF),
            Map.entry("BM6\u0004\0\0\0\0\0\0>\u0004\0\0(\0\0\0", PictureFormat.BMP),
            Map.entry("II*\0\b\0\0\0", PictureFormat.TIFF),
            Map.entry("II*\0\u0010\0\0\0CR\u0002", PictureFormat.CANON_RAW),
            Map.entry("RIFF\u0001\0\0\0WEBPVP8 ", PictureFormat.WEBP),
            Map.entry("P2\n# made by hand\n3 2", PictureFormat.PNM),
            Map.entry("P5 3 2 255\n", PictureFormat.PNM),
            Map.entry("\0\0\0\u0018ftypheic", PictureFormat.HEIC),
            Map.entry("\0\0\0\u0018ftypmif1", PictureFormat.HEIC),
            Map.entry("\0\0\0\u0018ftypavif", PictureFormat.AVIF),
            Map.entry("\0\0\0\fJXL \r\n", PictureFormat.JPEG_XL),
            Map.entry("<?xml version='1.0'?>\n<!-- x -->\n<svg width='3'>", PictureFormat.SVG),
            Map.entry(" <svg>", PictureFormat.SVG),
            Map.entry("%PDF-1.7", PictureFormat.PDF),
            Map.entry("8BPS", PictureFormat.PSD),
            Map.entry("\0\0\u0001\0\u0002\0", PictureFormat.ICO));
    for (var start : starts.entrySet()) {
      Path file = write("no-ending", start.getKey());
      assertThat(PictureFormat.of(file)).contains(start.getValue());
      assertThat(PictureFormat.isPicture(file)).isTrue();
      assertThat(PictureFormat.isPicture(write("notes.txt", start.getKey()))).isTrue();
    }
  }

  @Test
  void otherFilesArePicturesIfTheirNamesSaySo() throws IOException {
    for (String other :
        new String[] {
          "", "P5", "P5 is a format", "BMW and other cars", "<html><p>", "\0\0\b\u0003"
        }) {
      Path file = write("other", other);
      assertThat(PictureFormat.of(file)).as(other).isEmpty();
      assertThat(PictureFormat.isPicture(file)).as(other).isFalse();
      assertThat(PictureFormat.isPicture(write("other.JFIF", other))).isTrue();
    }
    assertThat(PictureFormat.isPicture(folder.resolve("link.png"))).isTrue();
    assertThat(PictureFormat.isPicture(folder.resolve("link"))).isFalse();
    assertThat(PictureFormat.isPicture(Files.createDirectory(folder.resolve("a.png")))).isFalse();
  }
}
