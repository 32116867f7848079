/** Benchmarks, goals and the model of a step. Nothing depends on it. */
@SuppressWarnings("requires-automatic") // JMH is not a module yet.
module capstan.bench {
  requires capstan.cublas;
  requires capstan.mnist;
  requires capstan.capsnet;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires java.desktop;
  requires java.management;
  requires jdk.incubator.vector;
  requires jdk.management;
  requires jmh.core;
  requires me.tongfei.progressbar;
  requires xchart;
}
