/**
 * Planes of images and of weights to spectra and back, and the products between spectra. {@link
 * capstan.core.simd.transform.PlaneTransform} says what a transform is; {@link
 * capstan.core.simd.transform.ImageTransform} and {@link
 * capstan.core.simd.transform.WeightTransform} lay planes out as {@link
 * capstan.core.simd.transform.Spectrum} and {@link capstan.core.simd.transform.WeightSpectrum};
 * {@link capstan.core.simd.transform.BinProducts} multiplies these, one matrix product per
 * frequency. Planes of ten by ten have lines written out ({@code TenPoints}), all others {@code
 * GeneralPlaneTransform}. Knows {@code lanes} only.
 */
package capstan.core.simd.transform;
