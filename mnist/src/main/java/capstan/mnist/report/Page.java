package capstan.mnist.report;

import capstan.capsnet.text.ShownName;
import capstan.mnist.picture.Picture;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** One HTML page with everything in it: pictures as data URIs, its style in its head. */
public final class Page {
  /** Room for a picture, in pixels; a wider one is made smaller. */
  public static final int WIDTH = 1060;

  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; color: #24292f; background: #fff;
             max-width: %dpx; margin: 2em auto; padding: 0 1em; }
      h1, h2 { line-height: 1.2; }
      h2 { margin-top: 2em; border-bottom: 1px solid #d0d7de; padding-bottom: .2em; }
      img { max-width: 100%%; height: auto; display: block; margin: 1em 0; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
      th, td { padding: .2em .8em; border-bottom: 1px solid #e6eaee; text-align: left;
               vertical-align: top; }
      th { color: #57606a; font-weight: 600; }
      summary { cursor: pointer; }
      """
          .formatted(WIDTH);

  private final Document document = Document.createShell("");

  /**
   * An empty page.
   *
   * @param title its heading, and what a browser calls it
   */
  public Page(String title) {
    document.prependChild(new org.jsoup.nodes.DocumentType("html", "", ""));
    document.getElementsByTag("html").attr("lang", "en");
    Element head = document.head();
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("title").text(ShownName.of(title));
    head.appendElement("style").appendChild(new org.jsoup.nodes.DataNode(STYLE));
    document.body().appendElement("h1").text(ShownName.of(title));
  }

  /** Begins a section. */
  public Page section(String heading) {
    document.body().appendElement("h2").text(ShownName.of(heading));
    return this;
  }

  /** A paragraph of plain text. */
  public Page paragraph(String text) {
    document.body().appendElement("p").text(ShownName.of(text));
    return this;
  }

  /**
   * A table of plain text, the first cell of each row its name.
   *
   * @param heads over the columns; empty for none
   * @param rows of as many cells
   */
  public Page table(List<String> heads, List<List<String>> rows) {
    appendTable(document.body(), heads, rows);
    return this;
  }

  /**
   * A long table that is folded away until somebody opens it.
   *
   * @param summary what stands in its place
   * @param heads over the columns; empty for none
   * @param rows of as many cells
   */
  public Page foldedTable(String summary, List<String> heads, List<List<String>> rows) {
    Element details = document.body().appendElement("details");
    details.appendElement("summary").text(ShownName.of(summary));
    appendTable(details, heads, rows);
    return this;
  }

  private static void appendTable(Element parent, List<String> heads, List<List<String>> rows) {
    Element table = parent.appendElement("div").addClass("wide").appendElement("table");
    if (!heads.isEmpty()) {
      Element row = table.appendElement("thead").appendElement("tr");
      heads.forEach(head -> row.appendElement("th").text(ShownName.of(head)));
    }
    Element body = table.appendElement("tbody");
    for (List<String> cells : rows) {
      Element row = body.appendElement("tr");
      for (int cell = 0; cell < cells.size(); cell++) {
        row.appendElement(cell == 0 ? "th" : "td").text(ShownName.of(cells.get(cell)));
      }
    }
  }

  /**
   * A picture.
   *
   * @param picture the picture
   * @param description what it shows, for those who cannot see it
   * @throws IOException if this JDK cannot write PNG
   */
  public Page picture(Picture picture, String description) throws IOException {
    document
        .body()
        .appendElement("img")
        .attr("src", "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png()))
        .attr("alt", ShownName.of(description))
        .attr("width", "" + picture.width())
        .attr("height", "" + picture.height());
    return this;
  }

  /** The page as text. */
  public String html() {
    document.outputSettings().prettyPrint(false).charset("utf-8");
    return document.outerHtml() + "\n";
  }
}
