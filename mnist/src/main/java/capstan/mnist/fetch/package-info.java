/** Downloads of published data sets: from several mirrors, resumed, checked, one at a time. */
package capstan.mnist.fetch;
