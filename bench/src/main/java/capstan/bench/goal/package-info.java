/** The project's goals of speed, each measured beside the limit that physics sets it. */
package capstan.bench.goal;
