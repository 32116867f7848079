/**
 * Ours beside PyTorch and OpenBLAS, measured in turn in one process. Compiled in the profile {@code
 * peers} only.
 */
package capstan.bench.peers;
