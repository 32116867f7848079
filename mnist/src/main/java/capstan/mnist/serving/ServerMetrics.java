package capstan.mnist.serving;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntSupplier;

/** What a server counts of itself, for Prometheus. */
final class ServerMetrics {
  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  /** Of what {@link #text} gives. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Counter requests =
      Counter.builder()
          .name("capstan_requests_total")
          .help("Requests answered, by kind of address and status")
          .labelNames("endpoint", "status")
          .register(registry);

  private final Histogram latency =
      Histogram.builder()
          .name("capstan_request_seconds")
          .help("From the first line of a request to the last byte of its answer")
          .labelNames("endpoint")
          .classicOnly()
          .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
          .register(registry);

  private final Histogram batches =
      Histogram.builder()
          .name("capstan_batch_images")
          .help("Images computed together")
          .classicOnly()
          .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
          .register(registry);

  private final Histogram computing =
      Histogram.builder()
          .name("capstan_batch_seconds")
          .help("Time that the network took for a batch")
          .classicOnly()
          .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
          .register(registry);

  /** Counts a request. */
  void answered(String endpoint, int status, long nanos) {
    requests.labelValues(endpoint, String.valueOf(status)).inc();
    latency.labelValues(endpoint).observe(nanos / 1e9);
  }

  /** Counts a batch. */
  void computed(int images, long nanos) {
    batches.observe(images);
    computing.observe(nanos / 1e9);
  }

  /** Shows how many images wait. */
  void watchQueue(IntSupplier waiting) {
    GaugeWithCallback.builder()
        .name("capstan_queue_images")
        .help("Images that wait to be computed")
        .callback(callback -> callback.call(waiting.getAsInt()))
        .register(registry);
  }

  /** All figures, in Prometheus' text form. */
  byte[] text() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WRITER.write(bytes, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return bytes.toByteArray();
  }
}
