package capstan.mnist.serving;

import capstan.mnist.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** One request and its answer. */
record Exchange(Request request, Response response, Callback callback, ServerSettings settings) {
  private static final String JSON = "application/json";

  /** GET, POST and so on; a HEAD is answered as a GET, whose body Jetty leaves out. */
  String method() {
    return request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
  }

  /**
   * What lies between the slashes of the path, decoded; empty for the root.
   *
   * @throws RefusedRequestException 400 if that is no text
   */
  List<String> path() throws RefusedRequestException {
    try {
      return Arrays.stream(request.getHttpURI().getPath().split("/"))
          .skip(1)
          .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException malformed) {
      throw RefusedRequestException.malformed("a malformed path: " + malformed.getMessage());
    }
  }

  /** Whether the query has a word, such as {@code ?seen&poses}. */
  boolean asks(String word) {
    return !queries(word).isEmpty();
  }

  /** The values of a word of the query. */
  List<String> queries(String name) {
    String query = request.getHttpURI().getQuery();
    Fields fields = new Fields();
    if (query != null) {
      UrlEncoded.decodeUtf8To(query, 0, query.length(), fields);
    }
    return fields.getValuesOrEmpty(name);
  }

  /** A header of the request, empty if it is not there. */
  String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /** Whether the body is JSON. */
  boolean sendsJson() {
    return header("Content-Type").toLowerCase(Locale.ROOT).startsWith(JSON);
  }

  /**
   * The body, whole.
   *
   * @throws RefusedRequestException 413 if it is too long, 408 if it does not arrive in time, 400
   *     if it ends early
   */
  byte[] body() throws RefusedRequestException {
    if (request.getLength() > settings.mostBody()) {
      throw tooLong("a body of " + request.getLength() + " bytes");
    }
    long start = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 13];
    try (InputStream stream = Content.Source.asInputStream(request)) {
      for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
        body.write(part, 0, read);
        if (body.size() > settings.mostBody()) {
          throw tooLong("a longer body");
        }
        if (System.nanoTime() - start > settings.patience().toNanos()) {
          throw tooLate();
        }
      }
      return body.toByteArray();
    } catch (IOException broken) {
      throw unreadable(broken);
    }
  }

  /**
   * A record from JSON.
   *
   * @throws RefusedRequestException 400 if it is none
   */
  static <T> T read(byte[] body, Class<T> type) throws RefusedRequestException {
    try {
      return Json.read(body, type);
    } catch (IOException malformed) {
      throw RefusedRequestException.malformed("malformed JSON: " + malformed.getMessage());
    }
  }

  /**
   * The file that a form brings, or the body itself.
   *
   * @throws RefusedRequestException as {@link #body}, and 400 for a form without a file
   */
  byte[] file() throws RefusedRequestException {
    String type = header("Content-Type");
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return body();
    }
    byte[] body = body();
    String boundary = MultiPart.extractBoundary(type);
    if (boundary == null) {
      throw RefusedRequestException.malformed("a form without a boundary in its Content-Type");
    }
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxMemoryFileSize(-1);
    try (Blocker.Promise<MultiPartFormData.Parts> promise = Blocker.promise()) {
      parser.parse(Content.Source.from(ByteBuffer.wrap(body)), promise);
      try (MultiPartFormData.Parts parts = promise.block()) {
        for (MultiPart.Part part : parts) {
          if (part.getFileName() != null || parts.size() == 1) {
            return Content.Source.asInputStream(part.createContentSource()).readAllBytes();
          }
        }
      }
    } catch (IOException | RuntimeException malformed) {
      throw RefusedRequestException.malformed("a malformed form: " + malformed.getMessage());
    }
    throw RefusedRequestException.malformed("a form without a file, expected one picture");
  }

  private RefusedRequestException tooLate() {
    closeAfterwards();
    return new RefusedRequestException(
        408,
        "a body that has not arrived after %d seconds".formatted(settings.patience().toSeconds()));
  }

  private RefusedRequestException unreadable(Throwable failure) {
    closeAfterwards();
    if (failure instanceof HttpException known) {
      return new RefusedRequestException(known.getCode(), "a malformed body: " + known.getReason());
    }
    if (failure.getCause() != null) {
      return unreadable(failure.getCause());
    }
    return failure instanceof TimeoutException
        ? tooLate()
        : RefusedRequestException.malformed("a body that ends early");
  }

  private RefusedRequestException tooLong(String found) {
    closeAfterwards();
    return new RefusedRequestException(
        413, "%s, expected at most %,d bytes".formatted(found, settings.mostBody()));
  }

  /** What is left of the body would be taken for the next request. */
  private void closeAfterwards() {
    header("Connection", "close");
  }

  /** Sets a header of the answer. */
  void header(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /** Answers with a record as JSON. */
  void json(Object found) {
    json(200, found);
  }

  /** Answers with a record as JSON. */
  void json(int code, Object found) {
    header("Cache-Control", "no-store");
    answer(code, JSON, Json.of(found).getBytes(StandardCharsets.UTF_8));
  }

  /** Answers. */
  void answer(int code, String type, byte[] body) {
    response.setStatus(code);
    header("Content-Type", type);
    header("Content-Length", String.valueOf(body.length));
    header("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** How the request begins, for messages. */
  @Override
  public String toString() {
    return request.getMethod() + " " + request.getHttpURI().getPath();
  }
}
