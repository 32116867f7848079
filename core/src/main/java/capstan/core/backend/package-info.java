/**
 * Chooses the backend: looks at the running JVM, and says in one line why a backend cannot work and
 * what to do about it.
 */
package capstan.core.backend;
