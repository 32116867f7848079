/**
 * Networks served over HTTP: the Open Inference Protocol, predictions of pictures, a page to draw
 * on. {@link capstan.mnist.serving.InferenceServer} owns the sockets, {@link
 * capstan.mnist.serving.Engine} the one thread that computes, and forms batches of what waits.
 */
package capstan.mnist.serving;
