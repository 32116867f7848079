/** Images turned, sheared, scaled and moved, as robustness is tested with. */
package capstan.mnist.warp;
