import Footprints
import TestSupport
import Testing

@testable import Exchange

/// Through a proxy, as offices have them.
@Suite struct ProxyTests {
  let folder = TemporaryFolder()

  private func fetch(_ base: String, _ proxy: TunnelProxy, ca: String) async throws -> HostState {
    folder.write(ca, to: "ca.pem")
    let path = folder.path + "/ca.pem"
    return try await Fetching(into: folder).fetch(base, secret: nil) { endpoint, limits in
      endpoint.ca = path
      endpoint.proxy = .init(host: "127.0.0.1", port: proxy.port)
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

  @Test(arguments: ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
  func aProxyThatRefuses(_ refusal: String) async throws {
    let host = try SecureHost(list([record3(1)]), names: ["pact.hikari.example"])
    let proxy = try TunnelProxy(to: host.port, refusal: refusal)
    let state = try await fetch("https://pact.hikari.example", proxy, ca: host.authority)
    #expect(state.failure?.code == .proxyFailed && state.kept == 0)
  }

  /// A host of this machine is not asked for through another one.
  @Test func theMachineItselfNeedsNone() async throws {
    let host = try SecureHost(list([record3(1)]))
    let proxy = try TunnelProxy(to: host.port)
    let state = try await fetch("https://localhost:\(host.port)", proxy, ca: host.authority)
    #expect(state.kept == 1 && proxy.heads.isEmpty)
  }
}
