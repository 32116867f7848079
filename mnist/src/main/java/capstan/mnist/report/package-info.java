/**
 * Pages of HTML that are complete in one file and need no network: of a report, and of the runs of
 * a folder, which a server makes anew each time.
 */
package capstan.mnist.report;
