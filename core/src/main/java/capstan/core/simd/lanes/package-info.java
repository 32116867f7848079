/**
 * What every room above needs: the vector width of this process ({@link
 * capstan.core.simd.lanes.Lanes}, read it first), the machine's other numbers ({@link
 * capstan.core.simd.lanes.Machine}, which block sizes are derived from), transposes in registers
 * ({@code LaneTile}, {@code Interleave}, {@code RowLanes}), scalar products of short rows ({@code
 * RowSums}), work shared out or not ({@code Sharing}), a scratch array per worker ({@code
 * Scratch}), memory touched ahead of its use ({@code CacheLines}), and the machine's rate of
 * multiply-adds ({@link capstan.core.simd.lanes.PeakRate}). Knows no other room.
 */
package capstan.core.simd.lanes;
