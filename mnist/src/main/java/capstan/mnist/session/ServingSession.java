package capstan.mnist.session;

import capstan.capsnet.text.ShownName;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.Interruption;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.ServerOptions;
import capstan.mnist.serving.InferenceServer;
import capstan.mnist.serving.NetworkSource;
import capstan.mnist.serving.ServerSettings;
import capstan.mnist.text.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A server from its first line to the signal that ends it.
 *
 * @param out for what is worth knowing
 * @param err for what is wrong
 */
public record ServingSession(PrintWriter out, PrintWriter err) {
  /**
   * Serves until Ctrl-C or SIGTERM, and finishes then what is under way.
   *
   * @param networks at least one
   * @param server how it is reached
   * @param machine what computes
   * @param watch whether newer checkpoints take the places of those that are served
   * @param begun receives the address once it answers
   * @return the exit status
   * @throws IOException if the address cannot be had; the message is one line
   */
  public int run(
      List<NetworkSource> networks,
      ServerOptions server,
      MachineOptions machine,
      boolean watch,
      Consumer<URI> begun)
      throws IOException, CommandFailure {
    ServerSettings settings = server.settings(System.getenv());
    CountDownLatch ended = new CountDownLatch(1);
    try (Interruption _ = new Interruption(_ -> ended.countDown());
        InferenceServer running =
            new InferenceServer(
                networks,
                machine.start(err).backend(),
                server.batching(),
                settings,
                server.runs(),
                this::say)) {
      if (watch) {
        running.watch();
      }
      if (!settings.isLoopback() && settings.token().isEmpty()) {
        Terminal.complain(
            err,
            "warning: there is no authentication: whoever reaches %s can use this server; --token asks for a token"
                .formatted(running.address()));
      }
      describe(networks, running.address());
      begun.accept(running.address());
      ended.await();
      out.println("stopping: what is under way is finished");
      out.flush();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.DONE;
  }

  private void say(String line) {
    Terminal.complain(err, line);
  }

  private void describe(List<NetworkSource> networks, URI address) {
    String names =
        networks.stream().map(each -> ShownName.of(each.name())).collect(Collectors.joining(", "));
    String first = networks.getFirst().name();
    out.printf("networks  %s%n", names);
    out.printf("page      %s/%n", address);
    out.printf("runs      %s/runs%n", address);
    out.printf("metrics   %s/metrics%n", address);
    out.printf(
        "try       curl --data-binary @seven.png %s%n",
        ShellWord.quoted(address + "/predictions/" + encoded(first)));
    out.println("stop      Ctrl-C");
    out.flush();
  }

  private static String encoded(String name) {
    return java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
