/**
 * The fused capsule layer: predictions, rounds of routing and both gradients, a block of images in
 * the lanes of a vector, with no prediction vector in memory. {@code SimdRoutingPlan} is the one to
 * read first and {@code RoutingGradient} its way back; {@code RoutingExtents} says how work is cut
 * and {@code RoutingMemory} where results lie. Knows {@code lanes} and {@code elementwise}.
 */
package capstan.core.simd.routing;
