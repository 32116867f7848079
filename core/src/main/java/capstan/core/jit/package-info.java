/**
 * Watches what the JVM's compilers make of the kernels. {@link capstan.core.jit.KernelCheck} is the
 * way in: it runs {@code KernelProbes}, pieces of work that each spend their time in a few kernels,
 * compares their rate with that of multiply-adds in registers and what they allocate with nothing,
 * asks {@code CompilerQueue} whether a slow kernel is only waiting, and {@code BusiestMethod} where
 * its time goes. What it found is a {@link capstan.core.jit.KernelReport}.
 *
 * <p>It looks at backends from above, through the contracts that everybody computes with; no
 * backend knows this room.
 */
package capstan.core.jit;
