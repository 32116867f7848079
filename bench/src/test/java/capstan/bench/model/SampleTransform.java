package capstan.bench.model;

import capstan.core.Workers;

/** A body of work with a name like that of the transforms. */
final class SampleTransform implements Workers.Part {
  @Override
  public void run(int part, int worker) {}
}
