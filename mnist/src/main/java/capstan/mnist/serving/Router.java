package capstan.mnist.serving;

import capstan.mnist.exit.FailureReport;
import capstan.mnist.report.RunPages;
import capstan.mnist.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Which address is answered by what, and who may ask. */
final class Router extends Handler.Abstract {
  /** The page brings all it needs, and nothing else can be put into it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data: blob:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /** Of the files that the page is made of, which lie beside this class. */
  private static final Map<String, String> TYPES =
      Map.of(
          ".html", "text/html;charset=utf-8",
          ".css", "text/css;charset=utf-8",
          ".js", "text/javascript;charset=utf-8",
          ".svg", "image/svg+xml");

  private static final Pattern FILE = Pattern.compile("[a-z]+(\\.[a-z]+)");

  /** For probes, which bring no token. */
  private static final List<String> HEALTH = List.of("v2", "health");

  private final ServerSettings settings;
  private final ServedModels models;
  private final InferenceProtocol protocol;
  private final Predictions predictions;
  private final RunPages runs;
  private final ServerMetrics metrics;
  private final Consumer<String> say;

  Router(
      ServerSettings settings,
      ServedModels models,
      InferenceProtocol protocol,
      Predictions predictions,
      RunPages runs,
      ServerMetrics metrics,
      Consumer<String> say) {
    this.settings = settings;
    this.models = models;
    this.protocol = protocol;
    this.predictions = predictions;
    this.runs = runs;
    this.metrics = metrics;
    this.say = say;
  }

  private record Fault(String error) {}

  /** A refusal's body. */
  static byte[] fault(String reason) {
    return bytes(Json.of(new Fault(reason)));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, settings);
    String endpoint = "other";
    try {
      requireHost(request);
      List<String> path = exchange.path();
      requireToken(exchange, path);
      endpoint = endpoint(path);
      route(exchange, path);
    } catch (RefusedRequestException refused) {
      if (refused.status() == 429 || refused.status() == 503) {
        exchange.header("Retry-After", "1");
      }
      exchange.json(refused.status(), new Fault(refused.getMessage()));
    } catch (IOException | RuntimeException | Error failure) {
      String line = FailureReport.line(failure);
      say.accept(exchange + ": " + line);
      exchange.json(500, new Fault(line));
    }
    metrics.answered(
        endpoint, response.getStatus(), System.nanoTime() - request.getBeginNanoTime());
    return true;
  }

  /** What an address is counted as: not every address that anybody makes up. */
  private static String endpoint(List<String> path) {
    String first = path.isEmpty() ? "" : path.getFirst();
    return switch (first) {
      case "" -> "page";
      case "v2" ->
          path.getLast().equals("infer")
              ? "infer"
              : path.size() > 1 && path.get(1).equals("health") ? "health" : "metadata";
      case "models", "predictions", "drawings", "samples", "runs", "metrics" -> first;
      default -> FILE.matcher(first).matches() ? "page" : "other";
    };
  }

  private void route(Exchange exchange, List<String> path)
      throws RefusedRequestException, IOException {
    String first = path.isEmpty() || path.equals(List.of("")) ? "page.html" : path.getFirst();
    List<String> rest = path.subList(Math.min(1, path.size()), path.size());
    if (first.equals("v2")) {
      protocol.handle(exchange, rest);
    } else if (first.equals("runs")) {
      requireMethod(exchange, "GET");
      runs(exchange, String.join("/", rest));
    } else if (rest.isEmpty()) {
      requireMethod(exchange, "GET");
      whole(exchange, first);
    } else if (rest.size() == 1) {
      one(exchange, first, rest.getFirst());
    } else {
      throw nothing(exchange);
    }
  }

  private void whole(Exchange exchange, String first) throws RefusedRequestException, IOException {
    switch (first) {
      case "models" -> exchange.json(models.all().stream().map(ModelDescription::of).toList());
      case "metrics" -> exchange.answer(200, ServerMetrics.CONTENT_TYPE, metrics.text());
      default -> page(exchange, first);
    }
  }

  private void one(Exchange exchange, String first, String name)
      throws RefusedRequestException, IOException {
    switch (first) {
      case "predictions" -> {
        requireMethod(exchange, "POST");
        predictions.predict(exchange, models.named(name));
      }
      case "drawings" -> {
        requireMethod(exchange, "POST");
        predictions.draw(exchange, models.named(name));
      }
      case "samples" -> {
        requireMethod(exchange, "GET");
        exchange.json(Sample.of(models.named(name)));
      }
      default -> throw nothing(exchange);
    }
  }

  private void runs(Exchange exchange, String name) throws RefusedRequestException, IOException {
    List<String> compared = exchange.queries(RunPages.RUN);
    String page;
    if (name.isEmpty() && compared.isEmpty()) {
      page = runs.list();
    } else {
      page =
          (name.isEmpty() ? runs.compare(compared) : runs.run(name))
              .orElseThrow(
                  () ->
                      RefusedRequestException.missing(
                          "no run %s here"
                              .formatted(name.isEmpty() ? String.join(", ", compared) : name)));
    }
    exchange.header("Content-Security-Policy", RunPages.POLICY);
    exchange.header("Cache-Control", "no-store");
    exchange.answer(200, TYPES.get(".html"), bytes(page));
  }

  private static void page(Exchange exchange, String name)
      throws RefusedRequestException, IOException {
    Matcher parts = FILE.matcher(name);
    String type = parts.matches() ? TYPES.get(parts.group(1)) : null;
    try (InputStream file = type == null ? null : Router.class.getResourceAsStream(name)) {
      if (file == null) {
        throw nothing(exchange);
      }
      exchange.header("Content-Security-Policy", POLICY);
      exchange.header("Cache-Control", "no-cache");
      exchange.answer(200, type, file.readAllBytes());
    }
  }

  private static RefusedRequestException nothing(Exchange exchange) {
    return RefusedRequestException.missing("nothing at " + exchange);
  }

  /**
   * Refuses another method.
   *
   * @throws RefusedRequestException 405
   */
  static void requireMethod(Exchange exchange, String method) throws RefusedRequestException {
    if (!exchange.method().equals(method)) {
      exchange.header("Allow", method.equals("GET") ? "GET, HEAD" : method);
      throw new RefusedRequestException(405, "found %s, expected %s".formatted(exchange, method));
    }
  }

  /**
   * A page from elsewhere could have its own name lead here, and would then be of the same origin.
   */
  private void requireHost(Request request) throws RefusedRequestException {
    String host = request.getHttpURI().getHost();
    if (settings.isLoopback()
        && settings.token().isEmpty()
        && host != null
        && !ServerSettings.LOOPBACK.contains(host)) {
      throw new RefusedRequestException(
          421,
          "host %s, expected localhost: --host makes this server answer others".formatted(host));
    }
  }

  private void requireToken(Exchange exchange, List<String> path) throws RefusedRequestException {
    boolean probe = path.size() >= 2 && path.subList(0, 2).equals(HEALTH);
    if (settings.token().isEmpty() || probe) {
      return;
    }
    String token = settings.token().get();
    String given = exchange.header("Authorization");
    // Browsers ask for a name and a password; the name is whatever one likes.
    String found =
        given.regionMatches(true, 0, "Basic ", 0, 6)
            ? password(given.substring(6))
            : given.regionMatches(true, 0, "Bearer ", 0, 7) ? given.substring(7).strip() : "";
    // In a time that does not tell how much of it was right.
    if (!MessageDigest.isEqual(bytes(found), bytes(token))) {
      exchange.header("WWW-Authenticate", "Bearer, Basic realm=\"capstan\", charset=\"UTF-8\"");
      throw new RefusedRequestException(
          401, given.isEmpty() ? "a token is needed: Authorization: Bearer …" : "a wrong token");
    }
  }

  private static String password(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
