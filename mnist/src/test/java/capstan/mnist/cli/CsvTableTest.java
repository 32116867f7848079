package capstan.mnist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {
  @Test
  void anyTextComesBack() {
    List<String> odd = List.of("a,b", "say \"no\"", "two\nlines", " ", "=1+1");
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
}
