/** What every measurement needs: clocks, the machine's limits, the paper's layers, child JVMs. */
package capstan.bench.measure;
