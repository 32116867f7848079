/**
 * The functions of MPI that are called, through {@code java.lang.foreign}, for the three sets of
 * handles that libraries of MPI have, and what finds such a library.
 */
package capstan.mpi.binding;
