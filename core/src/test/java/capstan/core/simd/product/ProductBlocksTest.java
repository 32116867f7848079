package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductBlocksTest {

  @Test
  void blocksCoverEveryTileOnce() {
    for (int threads : new int[] {1, 2, 3, 8, 64}) {
      for (int m : new int[] {1, 11, 12, 13, 145, 700, 4608}) {
        for (int n : new int[] {1, 31, 32, 33, 130, 1024}) {
          covers(m, n, threads);
        }
      }
    }
  }

  private static void covers(int m, int n, int threads) {
    ProductBlocks blocks = new ProductBlocks(m, n, threads);
    int rows = (m + Microkernel.ROWS - 1) / Microkernel.ROWS;
    int columns = (n + Microkernel.COLUMNS - 1) / Microkernel.COLUMNS;
    int[] seen = new int[rows * columns];
    for (int block = 0; block < blocks.count(); block++) {
      int high = blocks.rowPanelEnd(block) - blocks.rowPanelFrom(block);
      int wide = blocks.columnPanelEnd(block) - blocks.columnPanelFrom(block);
      int own = blocks.sharesRight() ? high * Microkernel.ROWS : wide * Microkernel.COLUMNS;
      assertThat(own).isBetween(1, blocks.ownLength());
      for (int i = blocks.rowPanelFrom(block); i < blocks.rowPanelEnd(block); i++) {
        for (int j = blocks.columnPanelFrom(block); j < blocks.columnPanelEnd(block); j++) {
          seen[i * columns + j]++;
        }
      }
    }
    assertThat(seen).as("%dx%d on %d threads", m, n, threads).containsOnly(1);
    assertThat(blocks.sharedPanels()).isEqualTo(blocks.sharesRight() ? columns : rows);
  }

  @Test
  void blockSizesAreWholeTiles() {
    assertThat(Tiling.OWN_ROWS % Microkernel.ROWS).isZero();
    assertThat(Tiling.SHARED_ROWS % Microkernel.ROWS).isZero();
    assertThat(Tiling.OWN_COLUMNS % Microkernel.COLUMNS).isZero();
    assertThat(Tiling.SHARED_COLUMNS % Microkernel.COLUMNS).isZero();
  }

  @Test
  void tilesAtTheBottomAreAsLowAsTheyMayBe() {
    for (int count = 1; count <= Microkernel.ROWS; count++) {
      assertThat(Microkernel.height(count)).isBetween(count, Microkernel.ROWS);
    }
    assertThat(Microkernel.height(Microkernel.ROWS)).isEqualTo(Microkernel.ROWS);
  }
}
