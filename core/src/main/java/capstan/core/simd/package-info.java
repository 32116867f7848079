/**
 * The kernels on the Vector API. One file a role; every kernel has a scalar twin in {@code
 * capstan.core.scalar} that says what it must compute.
 */
package capstan.core.simd;
