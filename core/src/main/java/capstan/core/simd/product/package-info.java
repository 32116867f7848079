/**
 * The matrix product, after Goto and van de Geijn (2008), in the five loops that BLIS and {@code
 * matrixmultiply} number from the outside in. Each splits one extent so that one operand stays in
 * one level of memory.
 *
 * <pre>
 *   loop  splits             by                      so that
 *   5     depth k            Tiling.SHARED           what is packed for all fits the third level
 *   4     c                  ProductBlocks           each part owns a block: nothing is summed twice,
 *                                                    and the team never waits inside
 *   3     depth k            Tiling.DEPTH            a panel of b stays in the first level, the
 *                                                    block's own panels in the second
 *   2     columns of c       Microkernel.COLUMNS     one panel of b serves all panels of a
 *   1     rows of c          Microkernel.ROWS        a tile of c is made in registers
 * </pre>
 *
 * BLIS walks the depth outside the rows of c. Here each part walks it inside its own block, so
 * there are two barriers however deep the product is; loop 5 mostly runs once.
 *
 * <p>Read {@link capstan.core.simd.product.Microkernel}, then {@code Microkernel12x2}, which is
 * written out; {@code Microkernel4x2} makes its lower tiles and {@code Microkernel3x3} is for 16
 * registers. {@link capstan.core.simd.product.PackedProduct} has the loops, {@link
 * capstan.core.simd.product.DeepProduct} those for a small c and a very deep k, {@link
 * capstan.core.simd.product.PanelSource} is what is packed.
 *
 * <p>Knows {@code lanes} only.
 */
package capstan.core.simd.product;
