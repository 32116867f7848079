/**
 * Processes connected by MPI: what {@link capstan.capsnet.group} asks of a group, by MPI's
 * collective operations on one flat array of native memory.
 */
package capstan.mpi;
