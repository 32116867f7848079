package capstan.mnist.command;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.demo.DemoModel;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.option.MachineOptions;
import capstan.mnist.option.ServerOptions;
import capstan.mnist.serving.NetworkSource;
import capstan.mnist.session.ServingSession;
import capstan.mnist.shell.WebBrowser;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capstan demo}: the network that comes along, and a page to draw on. */
@Command(
    name = "demo",
    description = {
      "Opens a page to draw digits on, read by a small network that comes along.",
      "",
      "Needs neither data nor a training: 'capstan serve' with the network that was trained for"
          + " this, in the browser.",
      ""
    },
    footer = {"", "Example:", "  capstan demo --port 0"})
final class Demo implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--no-browser",
      order = 1,
      description = "Only print the address, and open no browser.")
  private boolean noBrowser;

  @Mixin private ServerOptions server;
  @Mixin private MachineOptions machine;

  @Override
  public Integer call() throws IOException, CommandFailure {
    SavedModel saved = DemoModel.load();
    NetworkSource source =
        new NetworkSource(DemoModel.NAME, saved.file(), saved, DemoModel.words());
    ServingSession session =
        new ServingSession(spec.commandLine().getOut(), spec.commandLine().getErr());
    return session.run(
        List.of(source),
        server,
        machine,
        false,
        address -> {
          if (!noBrowser) {
            WebBrowser.open(address);
          }
        });
  }
}
