/**
 * The options that commands share, as groups which a command mixes in: data, images, machine,
 * network, learning, training, output. A group declares its options, checks them together and makes
 * of them what the library takes.
 */
package capstan.mnist.option;
