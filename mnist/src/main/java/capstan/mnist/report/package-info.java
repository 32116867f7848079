/** Pages of a report: HTML that is complete in one file and needs neither network nor scripts. */
package capstan.mnist.report;
