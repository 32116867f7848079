package capstan.mnist.serving;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.inference.SavedModel;
import capstan.core.backend.Backends;
import capstan.mnist.demo.DemoModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.PointerInput;

/**
 * The page in a real browser, answered by a real server with the model that ships with Capstan.
 * With {@code CAPSTAN_PAGE_PICTURES} set to a folder, the pictures of the documentation are taken
 * anew and written there.
 */
class PageTest {
  private static final double[] ONE = {0.45, 0.28, 0.52, 0.2, 0.52, 0.4, 0.51, 0.6, 0.51, 0.8};

  private static final double[] SEVEN = {
    0.27, 0.25, 0.45, 0.24, 0.74, 0.23, 0.68, 0.38, 0.6, 0.55, 0.53, 0.7, 0.48, 0.83
  };

  private static final double[] ZERO = circle(0.5, 0.5, 0.2, 0.3);

  /** Names the folder that pictures for the documentation go to. */
  private static final String PICTURES = "CAPSTAN_PAGE_PICTURES";

  /** Pixels around what is taken. */
  private static final int MARGIN = 14;

  @TempDir static Path temporary;

  /** What the server said went wrong. */
  private static final List<String> COMPLAINTS = new CopyOnWriteArrayList<>();

  private static InstalledBrowser browser;
  private static InferenceServer server;
  private static String address;

  @BeforeAll
  static void start() throws IOException {
    browser = InstalledBrowser.start(temporary.resolve("profile"));
    server = serve(0);
    address = server.address() + "/";
  }

  private static InferenceServer serve(int port) throws IOException {
    SavedModel saved = DemoModel.load();
    return new InferenceServer(
        List.of(new NetworkSource(DemoModel.NAME, saved.file(), saved, DemoModel.words())),
        Backends.lookup("auto", 1).backend(),
        new InferenceServer.Batching(8, 64, Duration.ofMillis(2)),
        new ServerSettings(
            "127.0.0.1",
            port,
            Optional.empty(),
            Optional.empty(),
            1 << 20,
            64,
            64,
            Duration.ofSeconds(10)),
        temporary,
        COMPLAINTS::add);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    browser.size(1280, 900, false);
    browser.prefer("light");
    browser.open(address);
    // The first sample is read without being asked for.
    awaitRead("0");
  }

  @AfterEach
  void nobodyComplains() {
    assertThat(browser.console()).isEmpty();
    assertThat(COMPLAINTS).isEmpty();
  }

  private static double[] circle(double x, double y, double across, double down) {
    double[] points = new double[2 * 17];
    for (int i = 0; i <= 16; i++) {
      double angle = -Math.PI / 2 - 2 * Math.PI * i / 16;
      points[2 * i] = x + across * Math.cos(angle);
      points[2 * i + 1] = y + down * Math.sin(angle);
    }
    return points;
  }

  private static void awaitRead(String name) {
    browser.await("document.getElementById('class').textContent === arguments[0]", name);
  }

  /** What those hear who do not see it: only once the hand rests, when nothing changes any more. */
  private static void awaitSpoken(String name) {
    browser.await(
        "document.getElementById('spoken').textContent.startsWith('Read as ' + arguments[0] + '.')",
        name);
  }

  private static void draw(PointerInput.Kind kind, double... points) {
    browser.stroke(kind, browser.element("#pad"), points);
  }

  private static void draw(double... points) {
    draw(PointerInput.Kind.MOUSE, points);
  }

  /** What is on a canvas, as text that differs if a pixel does. */
  private static String pixels(String id) {
    return (String) browser.script("return document.getElementById(arguments[0]).toDataURL()", id);
  }

  private static void click(String selector) {
    WebElement element = browser.element(selector);
    browser.script("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  @Test
  void aDrawnDigitIsReadAndDrawnAgain() {
    String seen = pixels("seen");
    String drawn = pixels("drawn");
    draw(SEVEN);
    awaitRead("7");
    assertThat(pixels("seen")).isNotEqualTo(seen);
    assertThat(pixels("drawn")).isNotEqualTo(drawn);
    List<String> lengths =
        browser.elements("#lengths li").stream().map(WebElement::getText).toList();
    assertThat(lengths).hasSize(10);
    assertThat(lengths.get(7)).startsWith("7").containsPattern("0\\.[5-9]\\d$");
    assertThat(browser.elements("#lengths .longest .name").getFirst().getText()).isEqualTo("7");
    assertThat(browser.elements("#rounds > li")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(browser.element("#rounds > li:last-child").getText()).contains("bits");
    awaitSpoken("7");
    click("#clear");
    browser.await("document.getElementById('class').textContent === ''");
    draw(ONE);
    awaitRead("1");
    click("#undo");
    click("#undo");
    awaitRead("7");
  }

  @ParameterizedTest
  @EnumSource(PointerInput.Kind.class)
  void mouseFingerAndPenDraw(PointerInput.Kind kind) {
    draw(kind, ONE);
    awaitRead("1");
    click("#clear");
    draw(kind, ZERO);
    awaitRead("0");
  }

  @Test
  void theKeyboardTakesSamplesAndDraws() {
    List<WebElement> samples = browser.elements("#samples button");
    assertThat(samples).hasSize(10);
    for (int label : new int[] {3, 8}) {
      samples.get(label).sendKeys(Keys.ENTER);
      awaitRead("" + label);
      assertThat(samples.get(label).getAttribute("aria-pressed")).isEqualTo("true");
    }
    WebElement pad = browser.element("#pad");
    pad.sendKeys(" ", Keys.ARROW_DOWN.toString().repeat(15), " ");
    awaitRead("1");
    pad.sendKeys(Keys.BACK_SPACE);
    awaitRead("8");
    pad.sendKeys(Keys.DELETE);
    awaitRead("");
  }

  @Test
  void aSliderChangesThePicture() {
    draw(SEVEN);
    awaitSpoken("7");
    assertThat(browser.element("#sliders").getText()).contains(" px");
    String before = pixels("turned");
    assertThat(before).isEqualTo(pixels("drawn"));
    WebElement slider = browser.element("#number-0");
    String number = browser.element("#sliders li:first-child .value").getText();
    slider.sendKeys(Keys.ARROW_RIGHT.toString().repeat(25));
    browser.await("document.getElementById('turned').toDataURL() !== arguments[0]", before);
    assertThat(browser.element("#sliders li:first-child .value").getText()).isNotEqualTo(number);
    assertThat(slider.getAttribute("aria-valuetext")).endsWith(", moved by 0.25");
    click("#sliders li:first-child button");
    browser.await("document.getElementById('turned').toDataURL() === arguments[0]", before);
    assertThat(browser.element("#sliders li:first-child .value").getText()).isEqualTo(number);
    // Another capsule draws something else, and has other numbers.
    browser.element("#capsule").sendKeys("3");
    browser.await("document.getElementById('turned').toDataURL() !== arguments[0]", before);
    assertThat(browser.element("#sliders li:first-child .value").getText()).isNotEqualTo(number);
    slider.sendKeys(Keys.HOME);
    click("#reset");
    assertThat(browser.element("#reset").isEnabled()).isFalse();
  }

  @Test
  void aPictureIsOpened() throws IOException {
    draw(SEVEN);
    awaitRead("7");
    String sample =
        (String) browser.script("return document.querySelector('#samples canvas').toDataURL()");
    Path file = temporary.resolve("zero.png");
    Files.write(file, Base64.getDecoder().decode(sample.substring(sample.indexOf(',') + 1)));
    browser.element("#file").sendKeys(file.toString());
    awaitRead("0");
  }

  @Test
  void whatIsNoPictureIsToldInOneLine() throws IOException {
    Path file = Files.writeString(temporary.resolve("letter.txt"), "no picture");
    browser.element("#file").sendKeys(file.toString());
    browser.await("!document.getElementById('trouble').hidden");
    assertThat(browser.element("#trouble").getText()).isNotBlank().doesNotContain("\n");
    assertThat(browser.element("#class").getText()).isEmpty();
    assertThat(browser.console()).hasSize(1).first().asString().contains("/predictions/");
    draw(ONE);
    awaitRead("1");
    assertThat(browser.element("#trouble").isDisplayed()).isFalse();
  }

  @Test
  void aServerThatIsGoneIsWaitedFor() throws IOException {
    server.close();
    draw(SEVEN);
    browser.await("document.getElementById('trouble').textContent.includes('does not answer')");
    server = serve(URI.create(address).getPort());
    awaitRead("7");
    browser.await("document.getElementById('trouble').hidden");
    assertThat(browser.console()).isNotEmpty().allMatch(line -> line.contains("/predictions/"));
  }

  @Test
  void itIsLightOrDarkAsTheSystemOrTheVisitorWants() {
    String light = ground();
    browser.prefer("dark");
    String dark = ground();
    assertThat(dark).isNotEqualTo(light);
    click("#theme");
    assertThat(ground()).isEqualTo(light);
    browser.open(address);
    awaitRead("0");
    assertThat(ground()).as("what was chosen before").isEqualTo(light);
    browser.script("localStorage.clear()");
  }

  private static String ground() {
    return (String)
        browser.script("return getComputedStyle(document.documentElement).backgroundColor");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 768, 1024})
  void nothingIsWiderThanTheScreen(int width) {
    browser.size(width, 700, width < 700);
    assertThat((long) browser.script("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
    draw(PointerInput.Kind.TOUCH, SEVEN);
    awaitRead("7");
    assertThat((long) browser.script("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
  }

  @Test
  void everyControlHasAName() {
    draw(SEVEN);
    awaitRead("7");
    List<WebElement> controls =
        browser.elements("button, input, select, a, [tabindex], canvas:not([aria-hidden])");
    assertThat(controls).hasSizeGreaterThan(20);
    for (WebElement control : controls) {
      assertThat(control.getAccessibleName())
          .as(control.getTagName() + " " + control.getAttribute("id"))
          .isNotBlank();
    }
    assertThat(browser.element("html").getAttribute("lang")).isEqualTo("en");
    assertThat(browser.elements("h1")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textStandsOutFromItsGround(String scheme) {
    browser.prefer(scheme);
    draw(SEVEN);
    awaitRead("7");
    browser.element("#number-0").sendKeys(Keys.ARROW_RIGHT);
    List<?> pale = (List<?>) browser.script(CONTRASTS);
    assertThat(pale).hasSizeGreaterThan(40).allSatisfy(PageTest::standsOut);
  }

  private static void standsOut(Object text) {
    List<?> found = (List<?>) text;
    assertThat(((Number) found.get(1)).doubleValue())
        .as("contrast of “%s”", found.getFirst())
        .isGreaterThanOrEqualTo(4.5);
  }

  /** Every piece of text that is shown and can be used, with its contrast as WCAG 2 counts it. */
  private static final String CONTRASTS =
      """
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
          .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (element) => {
        for (let one = element; one; one = one.parentElement) {
          const colour = getComputedStyle(one).backgroundColor;
          if (!/, 0\\)$/.test(colour)) return colour;
        }
        return 'rgb(255, 255, 255)';
      };
      const found = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const text = texts.currentNode.data.trim();
        if (text && element.checkVisibility({visibilityProperty: true})
            && !element.closest(':disabled, .unseen, noscript, option')) {
          const [first, second] =
            [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
          found.push([text, (first + 0.05) / (second + 0.05)]);
        }
      }
      return found;
      """;

  @Test
  @EnabledIfEnvironmentVariable(named = PICTURES, matches = ".+")
  void picturesAreTaken() throws IOException {
    Path folder = Path.of(System.getenv(PICTURES));
    draw(SEVEN);
    awaitRead("7");
    take(folder.resolve("page.png"), 1200, "header", ".samples");
    browser.prefer("dark");
    browser.element("#number-0").sendKeys(Keys.ARROW_RIGHT.toString().repeat(20));
    take(folder.resolve("page-dark.png"), 1200, "main > .card", "main > .card:last-child");
    browser.prefer("light");
    take(folder.resolve("page-phone.png"), 360, "header", ".read");
  }

  /** Takes what lies between the top of one element and the bottom of another. */
  private static void take(Path file, int width, String from, String to) throws IOException {
    browser.size(width, 900, width < 700);
    browser.script("scrollTo(0, 0); document.activeElement.blur()");
    browser.await(
        "document.getAnimations().length === 0 &&"
            + " document.documentElement.clientWidth === arguments[0]",
        width);
    int top = edge(from, "top") - MARGIN;
    Files.write(file, browser.picture(0, top, width, edge(to, "bottom") + MARGIN - top));
  }

  private static int edge(String selector, String edge) {
    return ((Number)
            browser.script(
                "return Math.round(document.querySelector(arguments[0])"
                    + ".getBoundingClientRect()[arguments[1]])",
                selector,
                edge))
        .intValue();
  }
}
