/** The JVM's code for a network's kernels: made before the first step, and watched after it. */
package capstan.capsnet.rehearsal;
