package io.jobdrop.cli;

import picocli.CommandLine.Command;

@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Works on a whole ledger.",
        synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand {}
