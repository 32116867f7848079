/** A small network that comes with the application, for a machine without data or training. */
package capstan.mnist.demo;
