/** A backend whose large matrix products run on an NVIDIA GPU, found by its name, cublas. */
module capstan.cublas {
  requires transitive capstan.core;

  exports capstan.cublas;
  exports capstan.cublas.driver to
      capstan.bench;

  provides capstan.core.backend.BackendProvider with
      capstan.cublas.CublasProvider;
}
