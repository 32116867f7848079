package capstan.core.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs tests where there is no Maven: on a machine that was lent for its GPU. */
public final class RunTests {
  private RunTests() {}

  /**
   * Runs all tests of some classes or packages; exit status 1 if one fails or none was found.
   *
   * @param arguments names of packages
   */
  public static void main(String... arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(arguments)
                    .<DiscoverySelector>map(DiscoverySelectors::selectPackage)
                    .toList())
            .filters(ClassNameFilter.includeClassNamePatterns(".*Test"))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    StringWriter failures = new StringWriter();
    summary.getSummary().printFailuresTo(new PrintWriter(failures, true));
    System.out.print(failures);
    System.out.printf(
        "%d tests good, %d failed, %d skipped%n",
        summary.getSummary().getTestsSucceededCount(),
        summary.getSummary().getTestsFailedCount(),
        summary.getSummary().getTestsSkippedCount());
    boolean good =
        summary.getSummary().getTestsSucceededCount() > 0
            && summary.getSummary().getTotalFailureCount() == 0;
    System.exit(good ? 0 : 1);
  }
}
