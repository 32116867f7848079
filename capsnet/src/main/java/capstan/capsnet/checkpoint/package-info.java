/**
 * What a run leaves on disk: checkpoints in the safetensors format, the run folder around them, and
 * the way both are written so that neither a kill nor a full disk can take a good file away.
 */
package capstan.capsnet.checkpoint;
