/**
 * Matrix products on an NVIDIA GPU, by cuBLAS through {@code java.lang.foreign}. Nothing here loads
 * a library before a backend or a report of the device is asked for.
 */
package capstan.cublas;
