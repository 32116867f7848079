/**
 * The functions of the CUDA runtime and of cuBLAS that are called, through {@code
 * java.lang.foreign}, and what is owned there: memory, streams and events.
 */
package capstan.cublas.driver;
