package capstan.mnist.text;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @Test
  void anyTextComesBack() {
    List<String> odd = List.of("a,b", "say \"no\"", "two\nlines", " ", "1=1");
    CsvTable table = new CsvTable(List.of("a", "b", "c", "d", "e"));
    table.row(odd);
    assertThat(CsvReader.builder().ofCsvRecord(table.text()).stream().toList().get(1).getFields())
        .isEqualTo(odd);
  }

  @Test
  void plainCellsStayPlain() {
    CsvTable table = new CsvTable(List.of("name", "number", "nothing"));
    table.row(Arrays.asList("x", 0.5, null));
    assertThat(table.text()).isEqualTo("name,number,nothing\nx,0.5,\n");
  }

  /** A class may be called so, by whoever named the folders of the data. */
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-", "-1+cmd|' /C calc'!A0"})
  void whatASpreadsheetWouldRunIsText(String formula) {
    CsvTable table = new CsvTable(List.of(formula));
    table.row(List.of(formula));
    assertThat(CsvReader.builder().ofCsvRecord(table.text()).stream())
        .allSatisfy(row -> assertThat(row.getFields()).containsExactly("'" + formula));
  }

  @Test
  void numbersStayNumbers() {
    CsvTable table = new CsvTable(List.of("a", "b", "c", "d"));
    table.row(Arrays.asList(-0.25, -3, "-7", "+1.5e-3"));
    assertThat(table.text()).endsWith("\n-0.25,-3,-7,+1.5e-3\n");
  }
}
