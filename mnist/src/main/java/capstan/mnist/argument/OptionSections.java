package capstan.mnist.argument;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Prints the options of a command in sections with headings: an option's section is its order in
 * hundreds.
 */
final class OptionSections implements CommandLine.IHelpSectionRenderer {
  private static final List<String> HEADINGS =
      List.of("", "Data", "Machine", "Preset", "Training", "Network", "Learning");

  private OptionSections() {}

  /** For a command and all below it. */
  static void install(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
    command.getSubcommands().values().forEach(OptionSections::install);
  }

  @Override
  public String render(Help help) {
    SortedMap<Integer, List<OptionSpec>> sections = new TreeMap<>();
    for (OptionSpec option : help.commandSpec().options()) {
      if (!option.hidden()) {
        int section = option.order() < 0 ? HEADINGS.size() : option.order() / 100;
        sections.computeIfAbsent(section, any -> new ArrayList<>()).add(option);
      }
    }
    StringBuilder text = new StringBuilder();
    boolean headed = sections.size() > 2;
    sections.forEach(
        (section, options) -> {
          options.sort(Comparator.comparingInt(OptionSpec::order));
          if (headed && section > 0) {
            String heading = section < HEADINGS.size() ? HEADINGS.get(section) : "Help";
            text.append(String.format("%n%s:%n", heading));
          }
          Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
          layout.addAllOptions(
              options.stream().map(Arguments::described).toList(),
              help.createDefaultParamLabelRenderer());
          text.append(layout);
        });
    return text.toString();
  }
}
