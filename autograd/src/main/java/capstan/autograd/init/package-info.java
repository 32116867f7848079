/** The laws that parameters' first values are drawn from. */
package capstan.autograd.init;
