package org.wdmsim.samples.app;

import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in a sentence that does not speak of how it was parsed. */
final class UsageText {
    private UsageText() {}

    static String of(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched(), wrong.getCommandLine().getCommandSpec());
        }
        ArgSpec argument = wrong.getArgSpec();
        String message = wrong.getMessage();
        if (!(argument instanceof OptionSpec option)) {
            return message;
        }
        if (message.matches("(?s).* is not an? (int|long)\\b.*")) {
            return option.longestName() + ": \"" + wrong.getValue() + "\" is not a whole number, or is too large";
        }
        return message.contains("should be in KEY=VALUE format")
                ? option.longestName() + ": write " + option.paramLabel() + ", with an equals sign between the two"
                : message;
    }

    private static String unmatched(List<String> words, CommandSpec command) {
        String first = words.get(0);
        if (!first.startsWith("-")) {
            return command.parent() == null && !command.subcommands().isEmpty()
                    ? "there is no command \"" + first + "\""
                    : "\"" + first + "\" is one word too many for " + command.name();
        }
        String name = first.split("=", 2)[0];
        List<String> others = otherCommandsWith(name, command);
        return command.name() + " has no option " + name
                + switch (others.size()) {
                    case 0 -> "";
                    case 1 -> "; " + others.get(0) + " has it";
                    default -> "; " + String.join(" and ", others) + " have it";
                };
    }

    private static List<String> otherCommandsWith(String option, CommandSpec command) {
        return new TreeMap<>(command.root().subcommands())
                .values().stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(other -> other != command && has(other, option))
                        .map(CommandSpec::qualifiedName)
                        .toList();
    }

    private static boolean has(CommandSpec command, String option) {
        return command.optionsMap().containsKey(option)
                || command.negatedOptionsMap().containsKey(option);
    }
}
