import Footprints
import Testing

@testable import Exchange

@Suite struct EndpointFileTests {
  func read(_ text: String, isOwn: Bool = true) -> EndpointFile {
    EndpointFile(text, path: "/home/sato/endpoints.toml", isOwn: isOwn)
  }

  @Test func everything() throws {
    let file = read(
      """
      [endpoints.Hikari]
      url = "https://pact.hikari.example/api/3/footprints"
      client_id = "aoba"
      secret_file = "secrets/hikari"
      token_url = "https://login.hikari.example"
      ca = "hikari.pem"
      proxy = "proxy.example:3128"
      proxy_login_env = "OFFICE_PROXY"
      page_size = 500
      [endpoints.Hikari.filters]
      status = "Active"
      product_id = ["urn:a", "urn:b"]
      valid_on = "2026-11-23"
      """)
    let endpoint = try #require(file.endpoints.first)
    #expect(file.problems.isEmpty)
    #expect(endpoint.base.text == "https://pact.hikari.example/api" && endpoint.version == .three)
    #expect(endpoint.name == "hikari" && endpoint.clientID == "aoba")
    #expect(endpoint.secret == .file("/home/sato/secrets/hikari") && endpoint.ca == "/home/sato/hikari.pem")
    #expect(
      endpoint.proxy?.host == "proxy.example" && endpoint.proxy?.port == 3128 && endpoint.pageSize == 500)
    #expect(endpoint.proxy?.login == .environment("OFFICE_PROXY"))
    #expect(
      endpoint.criteria.productIDs == ["urn:a", "urn:b"]
        && endpoint.criteria.validOn?.dateText == "2026-11-23")
  }

  @Test func whereAnswersAreSent() throws {
    let file = read(
      """
      return_address = "https://pact.aoba.example/"
      [endpoints.a]
      url = "https://a.example"
      [endpoints.b]
      url = "https://b.example"
      return_address = "https://other.aoba.example/pact"
      """)
    #expect(file.problems.isEmpty && file.returnAddress == "https://pact.aoba.example")
    #expect(
      file.endpoints.map(\.returnAddress) == ["https://pact.aoba.example", "https://other.aoba.example/pact"])
    #expect(read("[endpoints.a]\nurl = \"https://a.example\"").endpoints.first?.returnAddress == nil)
  }

  @Test func aReturnAddressMustBeSafe() {
    for (text, kind) in [
      ("http://pact.aoba.example", EndpointFile.Problem.Kind.insecure(address: "http://pact.aoba.example")),
      ("aoba", .wrongValue(key: "return_address", value: "aoba")),
    ] {
      let file = read("return_address = \"\(text)\"\n[endpoints.a]\nurl = \"https://a.example\"")
      #expect(file.problems.map(\.kind) == [kind] && file.endpoints.count == 1)
    }
  }

  @Test func theUsualSecret() {
    #expect(
      read("[endpoints.a-b]\nurl = \"https://a\"").endpoints.first?.secret
        == .environment("GENRYU_SECRET_A_B"))
  }

  @Test(arguments: [
    ("client_id = \"x\"", EndpointFile.Problem.Kind.missing(key: "url")),
    ("url = \"http://a.example\"", .insecure(address: "http://a.example")),
    ("url = \"ftp://a\"", .wrongValue(key: "url", value: "ftp://a")),
    ("url = \"https://a\"\ncient_id = \"x\"", .unknownKey("cient_id")),
    ("url = \"https://a\"\nsecret = \"x\"", .secretInFile(key: "secret")),
    ("url = \"https://a\"\nproxy_login = \"x:y\"", .secretInFile(key: "proxy_login")),
    ("url = \"https://a\"\nproxy = \"http://sato:pw@proxy\"", .secretInFile(key: "proxy")),
    ("url = \"https://sato:pw@a\"", .secretInFile(key: "url")),
    ("url = \"https://a\"\nproxy_login_env = \"P\"", .missing(key: "proxy")),
    ("url = \"https://a\"\nversion = 4", .wrongValue(key: "version", value: "4")),
    ("url = \"https://a\"\npage_size = 0", .wrongValue(key: "page_size", value: "0")),
    ("url = \"https://a\"\n[endpoints.x.filters]\ncolour = \"red\"", .unknownKey("filters.colour")),
  ]) func wrong(_ lines: String, _ kind: EndpointFile.Problem.Kind) {
    let file = read("[endpoints.good]\nurl = \"https://good\"\n[endpoints.x]\n" + lines)
    #expect(file.problems.map(\.kind) == [kind] && file.endpoints.map(\.name) == ["good"])
  }

  @Test func syntaxErrorsHaveALine() {
    guard case .syntax(let line, _)? = read("[endpoints.a]\nurl = \n").problems.first?.kind else {
      Issue.record("no problem")
      return
    }
    #expect(line == 2)
  }

  @Test func aDatasetCannotAskForSecretsOfThisMachine() {
    func kinds(_ line: String) -> [EndpointFile.Problem.Kind] {
      read("[endpoints.x]\nurl = \"https://evil.example\"\n" + line, isOwn: false).problems.map(\.kind)
    }
    #expect(kinds("secret_env = \"AWS_SECRET_ACCESS_KEY\"") == [.foreignSecret(key: "secret_env")])
    #expect(kinds("secret_file = \"~/.ssh/id_ed25519\"") == [.foreignSecret(key: "secret_file")])
    #expect(kinds("secret_env = \"GENRYU_X\"").isEmpty && kinds("secret_env = \"GENRYU_SECRET_X\"").isEmpty)
    #expect(kinds("secret_env = \"GENRYU_PROXY\"") == [.foreignSecret(key: "secret_env")])
    for key in ["proxy_login_env", "proxy_login_file"] {
      #expect(kinds("proxy = \"p\"\n\(key) = \"GENRYU_X\"") == [.foreignSecret(key: key)])
    }
    #expect(kinds("secret_env = \"GENRYU_SECRET_HIKARI\"") == [.foreignSecret(key: "secret_env")])
  }

  @Test(arguments: [
    ("https://a.example/", "https://a.example/", Endpoint.Version.automatic),
    ("https://a.example/2", "https://a.example/", .two),
    ("https://a.example/x/3/footprints", "https://a.example/x", .three),
    ("http://localhost:9/", "http://localhost:9/", .automatic),
  ]) func bases(_ text: String, _ base: String, _ version: Endpoint.Version) throws {
    let endpoint = try Endpoint(address: text)
    #expect(endpoint.base.text == base && endpoint.version == version)
  }

  @Test(arguments: [
    ("../../etc", "etc"), (".hidden", "hidden"), ("", "source"), ("光/化学", "光-化学"), ("a b", "a-b"),
  ])
  func names(_ name: String, _ file: String) { #expect(Endpoint.fileName(name) == file) }
}

@Suite struct SecretTests {
  let folder = TemporaryFolder()

  @Test func fromTheEnvironment() throws {
    let source = Endpoint.SecretSource.environment("X")
    #expect(try source.read { $0 == "X" ? "value" : nil }?.value == "value")
    #expect(throws: HostProblem(.noSecret, "X")) { try source.read { _ in nil } }
  }

  @Test func onlyFilesOfTheOwner() throws {
    folder.write("value\nsecond line", to: "s", mode: 0o600)
    let source = Endpoint.SecretSource.file(folder.path + "/s")
    #expect(try source.read { _ in nil }?.value == "value")
    folder.write("value\n", to: "s", mode: 0o640)
    #expect(throws: HostProblem(.secretReadableByOthers, folder.path + "/s")) { try source.read { _ in nil } }
    #expect(throws: HostProblem.self) { try Endpoint.SecretSource.file(folder.path).read { _ in nil } }
    folder.write("\n", to: "s", mode: 0o600)
    #expect(throws: HostProblem(.noSecret, folder.path + "/s")) { try source.read { _ in nil } }
  }
}
