/** Checks and measures the cuBLAS backend on a machine with an NVIDIA GPU. */
package capstan.bench.gpu;
