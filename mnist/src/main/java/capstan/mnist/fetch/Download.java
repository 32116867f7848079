package capstan.mnist.fetch;

import capstan.mnist.fetch.MirrorException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One file on its way from any of several mirrors.
 *
 * @param file what to fetch
 * @param folder where to
 * @param client asks the servers
 * @param patience how long to try
 * @param lock keeps other downloads out of the folder
 * @param listener receives how it goes
 */
record Download(
    DataSource.RemoteFile file,
    Path folder,
    HttpClient client,
    FetchPatience patience,
    FetchLock lock,
    FetchListener listener) {
  private static final int WHOLE = 200;
  private static final int PARTIAL = 206;
  private static final String PROXY_REFUSES = "the proxy refuses";
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /**
   * Asks the mirrors in turn, in several rounds with longer and longer pauses between them.
   *
   * @param mirrors addresses of folders
   * @throws FetchFailedException if none gives the file
   * @throws IOException if the file cannot be written
   */
  void run(List<URI> mirrors) throws IOException, InterruptedException {
    Map<URI, String> reasons = new LinkedHashMap<>();
    boolean answered = false;
    List<URI> hopeful = new ArrayList<>(mirrors);
    for (int round = 0; round < patience.rounds() && !hopeful.isEmpty(); round++) {
      if (round > 0) {
        Thread.sleep(patience.pause().multipliedBy(1L << (round - 1)));
      }
      for (URI mirror : List.copyOf(hopeful)) {
        URI address = mirror.resolve(file.name());
        try {
          receive(address);
          return;
        } catch (MirrorException e) {
          reasons.put(address, e.getMessage());
          listener.failed(file.name(), address, e.getMessage());
          answered |= e.kind() != Kind.SILENT;
          if (e.kind() == Kind.LASTING) {
            hopeful.remove(mirror);
          }
        }
      }
    }
    List<String> tried = new ArrayList<>();
    reasons.forEach((address, reason) -> tried.add(address + " (" + reason + ")"));
    throw new FetchFailedException(
        "could not fetch " + file.name() + ": tried " + String.join(", ", tried),
        !answered && !lock.isTaken());
  }

  private Path target() {
    return folder.resolve(file.name());
  }

  private Path part() {
    return folder.resolve(file.name() + ".part");
  }

  private void receive(URI address) throws IOException, InterruptedException, MirrorException {
    boolean complete = false;
    while (!complete) {
      if (DataFetch.holds(target(), file)) {
        listener.present(file.name()); // fetched by another while this one waited
        return;
      }
      long done = Files.exists(part()) ? Files.size(part()) : 0;
      complete =
          done == file.size() ? !lock.take() : append(address, done < file.size() ? done : 0);
    }
    if (!DataFetch.holds(part(), file)) {
      Files.delete(part());
      throw new MirrorException("wrong checksum", Kind.LASTING);
    }
    Files.move(part(), target(), StandardCopyOption.ATOMIC_MOVE);
    listener.finished(file.name());
  }

  /**
   * Asks for what is missing and adds it.
   *
   * @return false if it is to be asked again, as another download may have added something before
   */
  private boolean append(URI address, long done)
      throws IOException, InterruptedException, MirrorException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience.answer());
    if (done > 0) {
      request.header("Range", "bytes=" + done + "-");
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = answer(request.build());
    try (BodyQueue body = new BodyQueue()) {
      answer.body().subscribe(body);
      // Nothing is left on the disk before a server has answered.
      int status = answer.statusCode();
      if ((status < 400 || status == RANGE_NOT_SATISFIABLE) && lock.take()) {
        return false;
      }
      checkStatus(answer, done);
      try (FileChannel out =
          FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.truncate(answer.statusCode() == PARTIAL ? done : 0);
        out.position(out.size());
        store(address, body, out);
        out.force(true);
      } catch (FileSystemException | ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        // The platform's own message of a full disk does not tell which.
        throw new IOException(part() + ": cannot write: " + e.getMessage(), e);
      }
    }
    return true;
  }

  private void store(URI address, BodyQueue body, FileChannel out)
      throws IOException, InterruptedException, MirrorException {
    long done = out.position();
    listener.started(file.name(), address, done, file.size());
    for (List<ByteBuffer> bytes = next(body); !bytes.isEmpty(); bytes = next(body)) {
      for (ByteBuffer each : bytes) {
        done += each.remaining();
        if (done > file.size()) {
          out.truncate(0);
          throw new MirrorException("more than " + file.size() + " bytes", Kind.LASTING);
        }
        while (each.hasRemaining()) {
          out.write(each);
        }
      }
      listener.progressed(file.name(), done, file.size());
    }
    if (done < file.size()) {
      throw new MirrorException(
          "ended after " + done + " of " + file.size() + " bytes", Kind.PASSING);
    }
  }

  /** Accepts the whole file, or just the rest that was asked for. */
  private void checkStatus(HttpResponse<?> answer, long done) throws IOException, MirrorException {
    int status = answer.statusCode();
    String range = answer.headers().firstValue("Content-Range").orElse("");
    if (status == WHOLE || (status == PARTIAL && range.startsWith("bytes " + done + "-"))) {
      return;
    }
    if (status == PARTIAL || status == RANGE_NOT_SATISFIABLE) {
      Files.deleteIfExists(part()); // The next request will be for the whole.
      throw new MirrorException("cannot continue at byte " + done, Kind.PASSING);
    }
    // What is missing or forbidden stays so; overload and the server's own errors may pass.
    boolean lasting = status >= 400 && status < 500 && status != 408 && status != 429;
    throw new MirrorException("HTTP status " + status, lasting ? Kind.LASTING : Kind.PASSING);
  }

  private List<ByteBuffer> next(BodyQueue body) throws InterruptedException, MirrorException {
    try {
      return body.next(patience.stall());
    } catch (IOException e) {
      throw new MirrorException(reason(e), Kind.PASSING);
    }
  }

  /**
   * Asks on a thread of its own: looking up a name can hang beyond every timeout that the client
   * knows.
   */
  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer(HttpRequest request)
      throws InterruptedException, MirrorException {
    FutureTask<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> task =
        new FutureTask<>(() -> client.send(request, HttpResponse.BodyHandlers.ofPublisher()));
    Thread.ofPlatform().daemon().name("capstan-fetch").start(task);
    try {
      return task.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      String reason = reason(e.getCause());
      throw new MirrorException(
          reason, isAnswer(e.getCause(), reason) ? Kind.PASSING : Kind.SILENT);
    } catch (TimeoutException e) {
      throw new MirrorException("no answer", Kind.SILENT);
    } finally {
      task.cancel(true);
    }
  }

  /** A certificate that is wrong, or a proxy that refuses, is no missing network. */
  private static boolean isAnswer(Throwable failure, String reason) {
    return failure instanceof SSLException || reason.startsWith(PROXY_REFUSES);
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure instanceof ConnectException
          ? "no connection"
          : failure.getClass().getSimpleName();
    }
    return message
        .lines()
        .findFirst()
        .orElse(message)
        .replaceFirst("^Tunnel failed, got: ", PROXY_REFUSES + ": HTTP status ");
  }
}
