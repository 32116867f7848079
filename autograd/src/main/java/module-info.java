/** Reverse-mode differentiation on tensors: tape, operations, optimizers, gradient checks. */
module capstan.autograd {
  requires transitive capstan.core;

  exports capstan.autograd;
  exports capstan.autograd.capsule;
  exports capstan.autograd.check;
  exports capstan.autograd.init;
  exports capstan.autograd.loss;
  exports capstan.autograd.normalization;
  exports capstan.autograd.op;
  exports capstan.autograd.optim;
}
