package capstan.mnist.fetch;

import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies that the environment names, as most programs understand it: {@code https_proxy},
 * {@code http_proxy}, {@code all_proxy} and, for hosts that are asked without one, {@code
 * no_proxy}; each in small letters, or in capitals where there is none in small letters.
 */
final class EnvironmentProxy extends ProxySelector {
  /** Where one of these is set, Java's own choice of proxies is the user's. */
  private static final List<String> JAVA_PROPERTIES =
      List.of("https.proxyHost", "http.proxyHost", "socksProxyHost", "java.net.useSystemProxies");

  private static final String TUNNELS_WITHOUT = "jdk.http.auth.tunneling.disabledSchemes";
  private static final int USUAL_PORT = 80;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:(?<scheme>[^:/]+)://)?(?:(?<user>[^:]*):?(?<password>.*)@)?"
              + "(?<host>\\[[^\\]]+\\]|[^:/@\\[]+)(?::(?<port>\\d{1,5}))?/?");

  /** A proxy, and who uses it, if it asks. */
  private record Server(InetSocketAddress address, Optional<PasswordAuthentication> user) {}

  private final Map<String, Server> servers = new HashMap<>();
  private final List<String> direct;

  private EnvironmentProxy(Map<String, String> environment) throws InvalidDataException {
    for (String scheme : List.of("https", "http")) {
      for (String name : List.of("all_proxy", scheme + "_proxy")) {
        String address = variable(environment, name);
        if (!address.isEmpty()) {
          servers.put(scheme, server(name, address));
        }
      }
    }
    direct = List.of(variable(environment, "no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+"));
  }

  /**
   * Lets a client use the proxies of the environment, unless Java has its own.
   *
   * @param client that is being made
   * @param environment variables
   * @param java system properties
   * @throws InvalidDataException if a variable names no proxy that can be used
   */
  static void install(HttpClient.Builder client, Map<String, String> environment, Properties java)
      throws InvalidDataException {
    if (JAVA_PROPERTIES.stream().anyMatch(java::containsKey)) {
      return;
    }
    EnvironmentProxy proxies = new EnvironmentProxy(environment);
    client.proxy(proxies);
    if (proxies.servers.values().stream().anyMatch(server -> server.user.isPresent())) {
      // Java sends no password to a proxy of https unless a property allows it.
      java.putIfAbsent(TUNNELS_WITHOUT, "");
      client.authenticator(proxies.new Users());
    }
  }

  private static String variable(Map<String, String> environment, String name) {
    String small = environment.get(name);
    return (small != null ? small : environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""))
        .strip();
  }

  /** The address may hold a password, which no message repeats. */
  private static Server server(String variable, String address) throws InvalidDataException {
    Matcher parts = ADDRESS.matcher(address);
    String scheme = parts.matches() ? parts.group("scheme") : "";
    int port =
        scheme == null || "http".equalsIgnoreCase(scheme)
            ? parts.group("port") == null ? USUAL_PORT : Integer.parseInt(parts.group("port"))
            : 0;
    if (port < 1 || port > 0xffff) {
      throw new InvalidDataException(
          variable
              + ": found "
              + ("".equals(scheme) || port > 0xffff || scheme == null
                  ? "no address of a proxy"
                  : "a proxy of the kind " + scheme)
              + ", expected http://HOST:PORT");
    }
    return new Server(
        InetSocketAddress.createUnresolved(parts.group("host"), port),
        Optional.ofNullable(parts.group("user"))
            .map(
                user ->
                    new PasswordAuthentication(
                        decoded(user), decoded(parts.group("password")).toCharArray())));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public List<Proxy> select(URI address) {
    Server server = servers.get(address.getScheme());
    return List.of(
        server == null || isDirect(address)
            ? Proxy.NO_PROXY
            : new Proxy(Proxy.Type.HTTP, server.address));
  }

  private boolean isDirect(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    int usualPort = address.getScheme().equals("https") ? 443 : USUAL_PORT;
    int port = address.getPort() < 0 ? usualPort : address.getPort();
    for (String entry : direct) {
      String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":" + port + "$", "");
      if (name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith("." + name))) {
        return true;
      }
    }
    return false;
  }

  /** A proxy that cannot be reached is reported by the request that failed. */
  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}

  /** Answers proxies that ask who uses them. */
  private final class Users extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return servers.values().stream()
          .filter(server -> getRequestorType() == RequestorType.PROXY)
          .filter(server -> server.address.getHostString().equals(getRequestingHost()))
          .filter(server -> server.address.getPort() == getRequestingPort())
          .flatMap(server -> server.user.stream())
          .findFirst()
          .orElse(null);
    }
  }
}
