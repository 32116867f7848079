package capstan.core.jit;

/**
 * A small piece of work that spends nearly all its time in a few kernels. Its operands fit the L2
 * cache, so that its rate says how well the kernels are compiled and little about the machine.
 *
 * @param name what it computes, for people
 * @param gflop 10⁹ floating-point operations of one run, counted as the direct formula has them
 * @param share the least part of one thread's multiply-add rate that well compiled kernels have
 *     reached in it, on vectors of 128, 256 and 512 bits
 * @param work one run
 */
record KernelProbe(String name, double gflop, double share, Runnable work) {}
