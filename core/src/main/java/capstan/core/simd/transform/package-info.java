/**
 * Planes of an array as their values at points, and back, and the products between values. Read
 * {@link capstan.core.simd.transform.TransformShape}: how a convolution is cut into phases and
 * tiles; then {@code PointSet}, the table of points, and {@code LineMatrix}, the one kernel that
 * applies whatever matrix follows from them. {@code PlaneTransform} takes a matrix from either side
 * of a plane, {@link capstan.core.simd.transform.Transform} all planes of an input, of weights or
 * of an output; {@link capstan.core.simd.transform.PointProducts} multiplies what they leave,
 * {@link capstan.core.simd.transform.Numbers}. Knows {@code lanes} and {@code product}.
 */
package capstan.core.simd.transform;
