/** A backend whose large matrix products run on an NVIDIA GPU, found by its name, cublas. */
@SuppressWarnings("module") // The modules above are not there when this one is compiled.
module capstan.cublas {
  requires transitive capstan.core;

  exports capstan.cublas;
  exports capstan.cublas.driver to
      capstan.bench;

  provides capstan.core.backend.BackendProvider with
      capstan.cublas.CublasProvider;
}
