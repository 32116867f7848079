package capstan.capsnet.idx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@eaDir",
        "#recycle",
        "#snapshot",
        "@Recycle",
        ".@__thumb",
        "lost+found",
        "$RECYCLE.BIN",
        "System Volume Information",
        "__MACOSX",
        "._0.png",
        ".DS_Store",
        ".ipynb_checkpoints",
        ".git",
        "Thumbs.db",
        "desktop.ini",
        "Desktop.ini",
        "Icon\r",
        ".Trash-1000",
        ".AppleDouble",
        ".snapshot",
        "~snapshot",
        "0.png@SynoEAStream",
        "FOUND.000",
        "0.png:Zone.Identifier"
      })
  void whatSystemsAddIsPassedOver(String name) throws IOException {
    Files.createDirectory(folder.resolve(name));
    Files.writeString(folder.resolve("b"), "");
    Files.writeString(folder.resolve("a"), "");
    assertThat(SystemFiles.usersFiles(folder))
        .containsExactly(folder.resolve("a"), folder.resolve("b"));
  }

  @Test
  void whatOnlySoundsAlikeIsTheUsers() throws IOException {
    for (String name : new String[] {"found", "icon", "recycle", "lost", "thumbs", "@home"}) {
      Files.writeString(folder.resolve(name), "");
    }
    assertThat(SystemFiles.usersFiles(folder)).hasSize(6);
  }
}
