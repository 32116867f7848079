package capstan.mnist.serving;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium or Chrome that is installed here, without a screen, driven by the chromedriver that is
 * installed too: nothing is downloaded.
 */
public final class InstalledBrowser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private static final List<String> FOLDERS =
      List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/usr/lib/chromium-browser");

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private InstalledBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts it, or has the test skipped with a notice where there is none.
   *
   * @param folder for its profile
   */
  public static InstalledBrowser start(Path folder) {
    Optional<Path> browser =
        Optional.ofNullable(System.getenv("CAPSTAN_BROWSER"))
            .map(Path::of)
            .or(() -> find(BROWSERS));
    Optional<Path> service = find(List.of("chromedriver"));
    if (browser.isEmpty() || service.isEmpty()) {
      throw skipped(
          "no %s is installed (CAPSTAN_BROWSER may name a browser)"
              .formatted(browser.isEmpty() ? "Chromium or Chrome" : "chromedriver"));
    }
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toFile());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--user-data-dir=" + folder);
    try {
      return new InstalledBrowser(
          new ChromeDriver(
              new ChromeDriverService.Builder()
                  .usingDriverExecutable(service.get().toFile())
                  .usingAnyFreePort()
                  .build(),
              options));
    } catch (WebDriverException e) {
      throw skipped(
          "%s does not start: %s"
              .formatted(browser.get(), e.getMessage().lines().findFirst().orElse("")));
    }
  }

  private static RuntimeException skipped(String why) {
    // A skipped test is only counted; why stands here.
    System.out.println("The page is not tested in a browser: " + why);
    return Assumptions.abort(why);
  }

  private static Optional<Path> find(List<String> names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return names.stream()
        .flatMap(
            name ->
                Stream.concat(Arrays.stream(path.split(File.pathSeparator)), FOLDERS.stream())
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page. */
  public void open(String address) {
    driver.get(address);
  }

  /** The only element that a CSS selector finds. */
  public WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** All elements that a CSS selector finds. */
  List<WebElement> elements(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** What a script returns. */
  public Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits until a script returns something true. */
  public void await(String condition, Object... arguments) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (!Boolean.TRUE.equals(script("return Boolean(" + condition + ")", arguments))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within %d s: %s %s; the page says: %s"
                .formatted(
                    LONGEST_WAIT.toSeconds(),
                    condition,
                    Arrays.toString(arguments),
                    element("body").getText()));
      }
      Thread.onSpinWait();
    }
  }

  /**
   * Draws one stroke on an element, as a hand does.
   *
   * @param kind mouse, finger or pen
   * @param points x and y in turn, in parts of the element's width and height
   */
  void stroke(PointerInput.Kind kind, WebElement on, double... points) {
    script("arguments[0].scrollIntoView({block: 'center'})", on);
    int width = on.getSize().getWidth();
    int height = on.getSize().getHeight();
    PointerInput pointer = new PointerInput(kind, kind.toString());
    Sequence stroke = new Sequence(pointer, 0);
    for (int i = 0; i < points.length; i += 2) {
      // From an element's middle.
      int x = (int) Math.round((points[i] - 0.5) * width);
      int y = (int) Math.round((points[i + 1] - 0.5) * height);
      stroke.addAction(
          pointer.createPointerMove(
              Duration.ofMillis(i == 0 ? 0 : 20), PointerInput.Origin.fromElement(on), x, y));
      if (i == 0) {
        stroke.addAction(pointer.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
      }
    }
    stroke.addAction(pointer.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
    driver.perform(List.of(stroke));
  }

  /** What somebody prefers who has set their system to light or dark. */
  void prefer(String scheme) {
    List<Map<String, String>> features =
        List.of(Map.of("name", "prefers-color-scheme", "value", scheme));
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
  }

  /** The window, or a phone's screen, in CSS pixels. */
  void size(int width, int height, boolean phone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  /** A picture of part of the page, PNG. */
  byte[] picture(int left, int top, int width, int height) {
    Map<String, Integer> clip =
        Map.of("x", left, "y", top, "width", width, "height", height, "scale", 1);
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip));
    return Base64.getDecoder().decode((String) picture.get("data"));
  }

  /** What the console was told since this was asked last. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
