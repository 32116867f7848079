package capstan.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.Picture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void textIsTextWhateverItHolds() {
    String nasty = "<script>alert(\"1 & 2\")</script>";
    String html =
        new Page(nasty)
            .section(nasty)
            .paragraph(nasty)
            .table(List.of(nasty), List.of(List.of(nasty, nasty)))
            .html();
    assertThat(html).startsWith("<!doctype html>").doesNotContain("<script");
    Document read = Jsoup.parse(html);
    assertThat(read.title()).isEqualTo(nasty);
    for (String tag : List.of("h1", "h2", "p", "td", "tbody th", "thead th")) {
      assertThat(read.select(tag).eachText()).as(tag).containsExactly(nasty);
    }
  }

  @Test
  void picturesAreInThePage() throws IOException {
    Picture picture = new ImageGrid(1, 1, 9, 7).title("some").draw();
    Document read = Jsoup.parse(new Page("a").picture(picture, "a \"small\" one").html());
    String source = read.select("img").attr("src");
    assertThat(read.select("img").attr("alt")).isEqualTo("a \"small\" one");
    assertThat(source).startsWith("data:image/png;base64,");
    byte[] bytes = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
    assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isEqualTo(picture.width());
  }

  @Test
  void thePageSaysHowItIsEncoded() {
    String html = new Page("−0.25 to 0.25 µs – ∞").html();
    assertThat(html).contains("charset=\"utf-8\"", "−0.25 to 0.25 µs – ∞", "<style>");
  }
}
