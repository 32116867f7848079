/** Charts of plain numbers: curves beside each other, maps of points, their axes and legends. */
package capstan.mnist.chart;
