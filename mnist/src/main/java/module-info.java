/**
 * The application: commands, experiments, pictures and pages. It is open, for commands, their
 * options and what is written as JSON are found by reflection, and offers no packages to depend on.
 */
@SuppressWarnings({"module", "requires-automatic"}) // Some libraries are not modules yet.
open module capstan.mnist {
  requires capstan.capsnet;
  requires com.fasterxml.jackson.databind;
  requires com.twelvemonkeys.imageio.core;
  requires de.siegmar.fastcsv;
  requires ejml.core;
  requires ejml.ddense;
  requires info.picocli;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires java.desktop;
  requires java.logging;
  requires java.net.http;
  requires jdk.management;
  requires me.tongfei.progressbar;
  requires org.apache.commons.statistics.distribution;
  requires org.eclipse.collections.api;
  requires org.eclipse.collections.impl;
  requires org.eclipse.jetty.http;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.util;
  requires org.jline.terminal;
  requires org.jsoup;
  requires xchart;

  exports capstan.mnist.argument to
      capstan.bench;
  exports capstan.mnist.session to
      capstan.bench;
}
