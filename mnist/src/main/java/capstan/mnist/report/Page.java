package capstan.mnist.report;

import capstan.capsnet.text.ShownName;
import capstan.mnist.picture.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/** One HTML page with everything in it: pictures as data URIs, its style in its head. */
public final class Page {
  /** Room for a picture, in pixels; a wider one is made smaller. */
  public static final int WIDTH = 1060;

  /** After how long a page that is live is read again. */
  private static final int REFRESH_SECONDS = 5;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #24292f; --paper: #fff; --faint: #57606a;
              --line: #d0d7de; --link: #0550ae; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9da7b3; --line: #3d444d;
                --link: #79c0ff; }
      }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
             max-width: %dpx; margin: 2em auto; padding: 0 1em; }
      h1, h2 { line-height: 1.2; overflow-wrap: anywhere; }
      h2 { margin-top: 2em; border-bottom: 1px solid var(--line); padding-bottom: .2em; }
      p { overflow-wrap: anywhere; }
      a { color: var(--link); }
      img { max-width: 100%%; height: auto; display: block; margin: 1em 0; background: #fff; }
      @media (max-width: 640px) {
        .wide > img { max-width: 200%%; }
        form th, form td { white-space: nowrap; padding: .4em; }
      }
      progress { width: 100%%; height: 1.2em; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
      th, td { padding: .2em .8em; border-bottom: 1px solid var(--line); text-align: left;
               vertical-align: top; }
      th { color: var(--faint); font-weight: 600; }
      summary { cursor: pointer; }
      button { font: inherit; padding: .3em 1em; margin: 1em 0; }
      """
          .formatted(WIDTH);

  /** Reads the page again and puts what is new in its place; what is open or chosen stays so. */
  private static final String REFRESH =
      """
      const still = document.getElementById('still');
      const timer = setInterval(async () => {
        const main = document.querySelector('main');
        if (still.checked || document.hidden || main.querySelector('input:checked')) return;
        const answer = await fetch(location.href, {cache: 'no-store'}).catch(() => null);
        if (!answer || !answer.ok) return;
        const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const open = [...main.querySelectorAll('details')].map(each => each.open);
        const focused = [...main.querySelectorAll('a, summary')].indexOf(document.activeElement);
        const fresh = next.querySelector('main');
        main.replaceWith(fresh);
        fresh.querySelectorAll('details').forEach((each, i) => { each.open = open[i]; });
        if (focused >= 0) fresh.querySelectorAll('a, summary')[focused]?.focus();
        if (!next.getElementById('still')) {
          clearInterval(timer);
          still.closest('p').remove();
        }
      }, %d);
      """
          .formatted(1000 * REFRESH_SECONDS);

  /**
   * What a page may load, for the header Content-Security-Policy of a server: nothing but what is
   * in it, and itself again. Each page says the same of itself.
   */
  public static final String POLICY =
      ("default-src 'none'; img-src data:; style-src %s; script-src %s; connect-src 'self';"
              + " base-uri 'none'; form-action 'self'")
          .formatted(source(STYLE), source(REFRESH));

  private final Document document = Document.createShell("");
  private final Element main;

  /**
   * An empty page.
   *
   * @param title its heading, and what a browser calls it
   */
  public Page(String title) {
    document.prependChild(new DocumentType("html", "", ""));
    document.getElementsByTag("html").attr("lang", "en");
    Element head = document.head();
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr("content", POLICY);
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("title").text(ShownName.of(title));
    head.appendElement("style").appendChild(new DataNode(STYLE));
    main = document.body().appendElement("main");
    main.appendElement("h1").text(ShownName.of(title));
  }

  /** How a policy names a text that may be in the page. */
  private static String source(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * Has the page read itself again while somebody looks at it, as long as the server's answer does
   * so too; whoever reads it can hold it still.
   */
  Page live() {
    document
        .head()
        .appendElement("noscript")
        .appendElement("meta")
        .attr("http-equiv", "refresh")
        .attr("content", "" + REFRESH_SECONDS);
    Element label = document.body().prependElement("p").appendElement("label");
    label.appendElement("input").attr("type", "checkbox").attr("id", "still");
    label.appendText(" Hold still: this page is read again every " + REFRESH_SECONDS + " s.");
    Element script = document.body().appendElement("script");
    script.appendChild(new DataNode(REFRESH));
    return this;
  }

  /** Links in a paragraph of their own, from what is shown to where it leads. */
  Page links(SequencedMap<String, String> addresses) {
    Element paragraph = main.appendElement("p");
    addresses.forEach(
        (shown, address) ->
            paragraph
                .appendElement("a")
                .attr("href", address)
                .text(ShownName.of(shown))
                .parent()
                .appendText(" "));
    return this;
  }

  /** How much of something is done, from 0 to 1, with words for it. */
  Page progress(double done, String words) {
    Element label = main.appendElement("p").appendElement("label").text(ShownName.of(words));
    label.appendElement("progress").attr("value", "" + Math.clamp(done, 0, 1));
    return this;
  }

  /**
   * A table of things to look at or to choose.
   *
   * @param heads over the columns
   * @param rows of as many cells
   * @param names of the things, by which they are chosen
   * @param address of one, from its name
   * @param choice what is done with the chosen ones
   */
  Page choices(
      List<String> heads,
      List<List<String>> rows,
      List<String> names,
      UnaryOperator<String> address,
      Choice choice) {
    Element form = main.appendElement("form").attr("action", choice.address());
    appendTable(form, heads, rows);
    List<Element> cells = form.select("tbody th");
    for (int row = 0; row < names.size(); row++) {
      String name = names.get(row);
      String shown = rows.get(row).getFirst();
      Element cell = cells.get(row).empty();
      cell.appendElement("input")
          .attr("type", "checkbox")
          .attr("name", choice.name())
          .attr("value", name)
          .attr("aria-label", choice.words() + " " + ShownName.of(shown));
      cell.appendText(" ");
      cell.appendElement("a").attr("href", address.apply(name)).text(ShownName.of(shown));
    }
    form.appendElement("button").text(choice.words());
    return this;
  }

  /**
   * What is done with things that are chosen.
   *
   * @param words on the button
   * @param address where their names go
   * @param name that each goes under
   */
  record Choice(String words, String address, String name) {}

  /** Begins a section. */
  public Page section(String heading) {
    main.appendElement("h2").text(ShownName.of(heading));
    return this;
  }

  /** A paragraph of plain text. */
  public Page paragraph(String text) {
    main.appendElement("p").text(ShownName.of(text));
    return this;
  }

  /**
   * A table of plain text, the first cell of each row its name.
   *
   * @param heads over the columns; empty for none
   * @param rows of as many cells
   */
  public Page table(List<String> heads, List<List<String>> rows) {
    appendTable(main, heads, rows);
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
    Element details = main.appendElement("details");
    details.appendElement("summary").text(ShownName.of(summary));
    appendTable(details, heads, rows);
    return this;
  }

  private static void appendTable(Element parent, List<String> heads, List<List<String>> rows) {
    Element table = parent.appendElement("div").addClass("wide").appendElement("table");
    if (!heads.isEmpty()) {
      Element row = table.appendElement("thead").appendElement("tr");
      heads.forEach(head -> row.appendElement("th").attr("scope", "col").text(ShownName.of(head)));
    }
    Element body = table.appendElement("tbody");
    for (List<String> cells : rows) {
      Element row = body.appendElement("tr");
      for (int cell = 0; cell < cells.size(); cell++) {
        Element place = row.appendElement(cell == 0 ? "th" : "td");
        place.text(ShownName.of(cells.get(cell)));
        if (cell == 0) {
          place.attr("scope", "row");
        }
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
    return picture(picture.png(), picture.width(), picture.height(), description);
  }

  /**
   * A picture from a file.
   *
   * @param png bytes of the file
   * @param width in pixels
   * @param height in pixels
   * @param description what it shows, for those who cannot see it
   */
  Page picture(byte[] png, int width, int height, String description) {
    main.appendElement("div")
        .addClass("wide")
        .appendElement("img")
        .attr("src", "data:image/png;base64," + Base64.getEncoder().encodeToString(png))
        .attr("alt", ShownName.of(description))
        .attr("width", "" + width)
        .attr("height", "" + height);
    return this;
  }

  /** The page as text. */
  public String html() {
    document.outputSettings().prettyPrint(false).charset("utf-8");
    return document.outerHtml() + "\n";
  }
}
