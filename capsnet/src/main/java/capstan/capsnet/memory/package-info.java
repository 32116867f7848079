/** What a training will need of the memory, told before it begins. */
package capstan.capsnet.memory;
