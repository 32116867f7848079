/**
 * The contracts between mathematics and hardware. Each contract checks its arguments once, here,
 * for every backend; {@link capstan.core.kernel.Backend} puts one of each together.
 */
package capstan.core.kernel;
