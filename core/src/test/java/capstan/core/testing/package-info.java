/** What several of core's tests need. */
package capstan.core.testing;
