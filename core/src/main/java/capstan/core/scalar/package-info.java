/**
 * Every kernel as plain loops on one thread: the specification that the fast kernels are tested
 * against, and what runs where the Vector API cannot. Read a class here to know what its twin in
 * {@code capstan.core.simd} computes.
 */
package capstan.core.scalar;
