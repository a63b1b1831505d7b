import ArgumentParser

@main struct Genryu: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genryu",
    abstract: "Follow a product's emissions upstream, to the supplier where they arise.",
    usage: """
      genryu [<dataset> ...] [options]
      genryu <command> <dataset> ... [options]
      """,
    discussion: """
      With a dataset - a folder, or any files - the dashboard opens; without one, the start page. The commands \
      below print what its screens show, for a file, a pipe or a spreadsheet. A folder that is called like a \
      command opens as ./totals. The options of the dashboard: genryu open --help.

      Exit status: 0 done; 1 done, but a figure that was asked for could not be given, or check found what changes \
      figures; 64 usage; 65 unusable input; 69 a host or port is not available; 74 cannot write; 77 refused credentials.
      """,
    version: "0.1.0",
    subcommands: [
      Open.self, Totals.self, Hotspots.self, Paths.self, Tree.self, Sensitivity.self, WhatIf.self,
      Uncertainty.self, Compare.self, Lag.self, Gaps.self, Check.self, Sources.self,
      Fetch.self, Ask.self, Serve.self,
    ],
    defaultSubcommand: Open.self)
}
