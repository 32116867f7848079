/** Groups of processes that add up through MPI, found by their name, mpi. */
@SuppressWarnings("module") // The modules above are not there when this one is compiled.
module capstan.mpi {
  requires transitive capstan.capsnet;

  exports capstan.mpi;

  provides capstan.capsnet.group.AllReduceProvider with
      capstan.mpi.MpiProvider;
}
