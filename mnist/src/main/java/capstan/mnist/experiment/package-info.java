/** The papers' experiments with trained networks, as numbers. Nothing here draws. */
package capstan.mnist.experiment;
