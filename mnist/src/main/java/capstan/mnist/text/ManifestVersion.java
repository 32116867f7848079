package capstan.mnist.text;

import picocli.CommandLine;

/** The version that the build wrote into the jar's manifest. */
public final class ManifestVersion implements CommandLine.IVersionProvider {

  /** The version alone; classes that were not packaged have none. */
  public static String version() {
    String version = ManifestVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Capstan " + version(), "Java " + Runtime.version()};
  }
}
