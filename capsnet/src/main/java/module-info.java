/**
 * Capsule networks as a library: models, data in memory, training, checkpoints, inference, and what
 * a trained network does inside. Open, since configurations are records that are read and written
 * as JSON.
 */
@SuppressWarnings("module") // The modules above are not there when this one is compiled.
open module capstan.capsnet {
  requires transitive capstan.autograd;
  requires com.fasterxml.jackson.databind;
  requires java.desktop;

  exports capstan.capsnet.augmentation;
  exports capstan.capsnet.checkpoint;
  exports capstan.capsnet.data;
  exports capstan.capsnet.efficient;
  exports capstan.capsnet.em;
  exports capstan.capsnet.file;
  exports capstan.capsnet.group;
  exports capstan.capsnet.idx;
  exports capstan.capsnet.inference;
  exports capstan.capsnet.inspect;
  exports capstan.capsnet.layer;
  exports capstan.capsnet.memory;
  exports capstan.capsnet.model;
  exports capstan.capsnet.network;
  exports capstan.capsnet.onnx;
  exports capstan.capsnet.rehearsal;
  exports capstan.capsnet.run;
  exports capstan.capsnet.setting;
  exports capstan.capsnet.text to
      capstan.mnist;
  exports capstan.capsnet.training;

  uses capstan.capsnet.group.AllReduceProvider;
  uses capstan.capsnet.model.ModelFamily;

  provides capstan.capsnet.model.ModelFamily with
      capstan.capsnet.network.CapsNetFamily,
      capstan.capsnet.network.BaselineCnnFamily,
      capstan.capsnet.efficient.EfficientCapsNetFamily,
      capstan.capsnet.em.EmFamily;
}
