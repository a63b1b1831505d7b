import ArgumentParser
import Dashboard
import ExchangeHost
import Footprints

/// A PACT host over a dataset.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve a dataset's footprints as a PACT host, versions 2 and 3.",
    discussion: """
      The first line on standard output, once the host is ready, is "listening on http://127.0.0.1:PORT". SIGTERM \
      and Ctrl-C stop it. A log of key=value lines goes to standard error; it is for programs and \
      has the same English words in every language. Events that are owed to others when the host stops are kept in \
      .genryu/owed of the dataset and delivered when it runs again.

      Served are the footprints of the own company; of other companies only those that genryu.toml in the dataset \
      marks as shareable. Records are served as they stand and converted between the versions; what one version \
      cannot say without inventing something is left out there. Products that only tables know need the statements \
      under [serve] in genryu.toml that a footprint must have and a table does not: reference period, standards and \
      so on; see the README.

      Without --secret-env or --secret-file a secret is made up for the rehearsal and printed on standard error. A \
      host that others can reach (--host) needs TLS and a secret of its own.
      """)

  @Argument(
    help: "Folders and files: tables (.csv, .tsv) and footprints (.json, .ndjson).", completion: .file())
  var dataset: [String] = []

  @Option(help: "Language: en or ja. Default: that of the locale (LC_ALL, LC_MESSAGES, LANG).")
  var lang: Language?

  @Option(help: ArgumentHelp("The day on which figures must be valid. Default: today.", valueName: "date"))
  var asOf: Timestamp?

  @OptionGroup(title: "What is served") var choice: ServeChoice
  @OptionGroup(title: "Where, and to whom") var place: ServePlace
  @OptionGroup(title: "Events") var events: ServeEvents
  @OptionGroup(title: "Rehearsals") var rehearsal: ServeRehearsal

  var language: Language { lang ?? Language(locale: Environment.messageLocale) }

  func validate() throws {
    if dataset.isEmpty { throw ValidationError("Please name a dataset: a folder, or files.") }
    try place.check()
    try rehearsal.check()
  }

  func run() throws {
    let console = Console.standard
    do {
      try ServeJob(self, console).run()
    } catch {
      console.report(error)
      throw ExitCode(error.status.rawValue)
    }
  }
}

struct ServeChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The own company, by name or id. Default: company in genryu.toml, else that of tier 0.",
      valueName: "name"))
  var company: String?

  @Flag(
    help: "Serve the footprints of all companies. To others (--host) still only what is marked as shareable.")
  var all = false
}

struct ServePlace: ParsableArguments {
  @Option(help: ArgumentHelp("The port; 0 picks a free one.", valueName: "n"))
  var port: UInt16 = 8080

  @Option(help: ArgumentHelp("The address of this machine to listen at.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(name: .customLong("client-id"), help: ArgumentHelp("The client that may log in.", valueName: "id"))
  var clientID = "genryu"

  @Option(help: ArgumentHelp("The variable of the environment that holds its secret.", valueName: "variable"))
  var secretEnv: String?

  @Option(help: ArgumentHelp("A file that only you can read and that holds its secret.", valueName: "file"))
  var secretFile: String?

  @Option(help: ArgumentHelp("The certificate chain (PEM) for TLS.", valueName: "file"), completion: .file())
  var tlsCert: String?

  @Option(help: ArgumentHelp("Its private key (PEM).", valueName: "file"), completion: .file())
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Make a certificate for this run, for localhost, and write it here for clients to trust.",
      valueName: "file"),
    completion: .file())
  var tlsSelfSigned: String?

  @Option(help: ArgumentHelp("Requests a second from one address; 0 for any number.", valueName: "n"))
  var rate: UInt = 500

  func check() throws {
    if (tlsCert == nil) != (tlsKey == nil) { throw ValidationError("--tls-cert and --tls-key go together.") }
    if tlsCert != nil, tlsSelfSigned != nil {
      throw ValidationError("Either --tls-cert or --tls-self-signed, not both.")
    }
    if secretEnv != nil, secretFile != nil {
      throw ValidationError("Either --secret-env or --secret-file, not both.")
    }
    if clientID.isEmpty || clientID.contains(":") {
      throw ValidationError("--client-id must not hold a colon.")
    }
  }
}

struct ServeEvents: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An origin whose requests for footprints are answered; may be given several times.", valueName: "origin"
    ))
  var trust: [String] = []

  @Option(
    name: .customLong("callback-id"),
    help: ArgumentHelp(
      "Our client id at the trusted origins. Default, on this machine only: as --client-id.", valueName: "id")
  )
  var callbackID: String?

  @Option(help: ArgumentHelp("The variable that holds our secret there.", valueName: "variable"))
  var callbackSecretEnv: String?

  @Option(
    help: ArgumentHelp(
      "A file of certificates (PEM) to trust there, beside those of the system.", valueName: "file"),
    completion: .file())
  var ca: String?
}

struct ServeRehearsal: ParsableArguments {
  @Flag(help: "A host for each company, each on a port of its own, everything served.")
  var suppliers = false

  @Option(
    help: ArgumentHelp(
      "With --suppliers: write the endpoints for genryu fetch to this file.", valueName: "file"),
    completion: .file())
  var endpoints: String?

  @Flag(help: "Change footprints over time: new values, suppliers moving to primary data.")
  var live = false

  @Option(help: ArgumentHelp("Seconds between two changes.", valueName: "s"))
  var liveEvery = 5.0

  @Option(help: ArgumentHelp("The same seed makes the same changes.", valueName: "n"))
  var seed: UInt64 = 1

  func check() throws {
    if endpoints != nil, !suppliers { throw ValidationError("--endpoints goes with --suppliers.") }
    if !(0.05...86_400).contains(liveEvery) {
      throw ValidationError("--live-every must be 0.05 to 86400 seconds.")
    }
  }
}
