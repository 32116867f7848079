/**
 * The layers that networks are put together from: each owns its parameters under PyTorch's names
 * and layouts, records itself on a tape, and says its row of the network's table. They know neither
 * models nor training.
 */
package capstan.capsnet.layer;
