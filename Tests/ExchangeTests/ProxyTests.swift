import Footprints
import FoundationEssentials
import TestSupport
import Testing

@testable import Exchange

/// Through a proxy, as offices have them.
@Suite struct ProxyTests {
  let folder = TemporaryFolder()

  private func fetch(
    _ base: String, _ proxy: TunnelProxy, ca: String, login: Endpoint.SecretSource? = nil
  ) async throws -> HostState {
    folder.write(ca, to: "ca.pem")
    let path = folder.path + "/ca.pem"
    return try await Fetching(into: folder).fetch(base, secret: nil) { endpoint, limits in
      endpoint.ca = path
      endpoint.proxy = .init(host: "127.0.0.1", port: proxy.port, login: login)
      limits.backoff.attempts = 1
    }
  }

  /// The proxy sees the name of the host and nothing else: TLS is between the host and us, and the certificate is
  /// that of the host. The name is not even looked up here.
  @Test func aTunnelLeadsToTheHost() async throws {
    let host = try SecureHost(list([record3(1)]), names: ["pact.hikari.example"])
    let proxy = try TunnelProxy(to: host.port)
    let state = try await fetch("https://pact.hikari.example", proxy, ca: host.authority)
    #expect(state.failure == nil && state.kept == 1)
    #expect(!proxy.heads.isEmpty)
    for head in proxy.heads {
      #expect(head.hasPrefix("CONNECT pact.hikari.example:443 HTTP/1.1"))
      #expect(!head.contains("footprints") && !head.lowercased().contains("authorization"))
    }
  }

  @Test func whoeverAnswersBehindTheProxyMustBeTheHost() async throws {
    let other = try SecureHost(list([record3(1)]), names: ["other.example"])
    let proxy = try TunnelProxy(to: other.port)
    let state = try await fetch("https://pact.hikari.example", proxy, ca: other.authority)
    #expect(state.failure?.code == .certificateOtherHost && state.kept == 0)
  }

  @Test(arguments: ["403 Forbidden", "502 Bad Gateway"])
  func aProxyThatRefuses(_ refusal: String) async throws {
    let host = try SecureHost(list([record3(1)]), names: ["pact.hikari.example"])
    let proxy = try TunnelProxy(to: host.port, refusal: refusal)
    let state = try await fetch("https://pact.hikari.example", proxy, ca: host.authority)
    #expect(state.failure?.code == .proxyFailed && state.kept == 0)
  }

  /// The proxy learns who asks, the host does not, and nothing of it is told or kept.
  @Test func aProxyThatWantsALogin() async throws {
    let host = try SecureHost(list([record3(1)]), names: ["pact.hikari.example"])
    let login = "sato:p4ss word:of/the+proxy"
    let basic = Data(login.utf8).base64EncodedString()
    let proxy = try TunnelProxy(to: host.port, login: "Basic \(basic)")
    let safe = TemporaryFolder()
    safe.write(login + "\n", to: "login", mode: 0o600)
    let source = Endpoint.SecretSource.file(safe.path + "/login")
    let state = try await fetch("https://pact.hikari.example", proxy, ca: host.authority, login: source)
    #expect(state.failure == nil && state.kept == 1)
    safe.write("sato:wr0ng-password\n", to: "login", mode: 0o600)
    let refused = try await fetch("https://pact.hikari.example", proxy, ca: host.authority, login: source)
    #expect(refused.failure == HostProblem(.proxyWantsLogin) && refused.kept == 1)
    let told = "\(state) \(refused)" + folder.everything
    for secret in [login, basic, "p4ss", "wr0ng"] { #expect(!told.contains(secret)) }
  }

  @Test func aLoginThatIsMissing() async throws {
    let host = try SecureHost(list([record3(1)]), names: ["pact.hikari.example"])
    let proxy = try TunnelProxy(to: host.port, login: "Basic c2F0bzp4")
    let without = try await fetch("https://pact.hikari.example", proxy, ca: host.authority)
    #expect(without.failure == HostProblem(.proxyWantsLogin))
    let asked = proxy.heads.count
    let unset = try await fetch(
      "https://pact.hikari.example", proxy, ca: host.authority, login: .environment("GENRYU_PROXY_NOT_SET"))
    #expect(unset.failure == HostProblem(.noSecret, "GENRYU_PROXY_NOT_SET"))
    folder.write("no-colon-in-this\n", to: "login", mode: 0o600)
    let unusable = try await fetch(
      "https://pact.hikari.example", proxy, ca: host.authority, login: .file(folder.path + "/login"))
    #expect(unusable.failure == HostProblem(.unusableProxyLogin))
    folder.write("sato:x\n", to: "login", mode: 0o644)
    let open = try await fetch(
      "https://pact.hikari.example", proxy, ca: host.authority, login: .file(folder.path + "/login"))
    #expect(open.failure?.code == .secretReadableByOthers && proxy.heads.count == asked)
  }

  /// A host of this machine is not asked for through another one.
  @Test func theMachineItselfNeedsNone() async throws {
    let host = try SecureHost(list([record3(1)]))
    let proxy = try TunnelProxy(to: host.port)
    let state = try await fetch("https://localhost:\(host.port)", proxy, ca: host.authority)
    #expect(state.kept == 1 && proxy.heads.isEmpty)
  }
}
