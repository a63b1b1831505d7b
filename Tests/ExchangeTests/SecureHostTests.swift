import Footprints
import TestSupport
import Testing

@testable import Exchange

/// Certificates: whom to believe.
@Suite struct SecureHostTests {
  let folder = TemporaryFolder()

  func fetch(_ host: SecureHost, ca: String? = nil, name: String = "localhost") async throws -> HostState {
    if let ca { folder.write(ca, to: "ca.pem") }
    let path = folder.path + "/ca.pem"
    return try await Fetching(into: folder).fetch("https://\(name):\(host.port)", secret: nil) {
      endpoint, limits in
      if ca != nil { endpoint.ca = path }
      limits.backoff.attempts = 1
    }
  }

  @Test func aPrivateAuthorityIsBelievedWhenItIsGiven() async throws {
    let host = try SecureHost(list([record3(1)]))
    let state = try await fetch(host, ca: host.authority)
    #expect(state.kept == 1 && state.failure == nil)
  }

  @Test func nobodyElseIs() async throws {
    let (host, other) = (try SecureHost(list([record3(1)])), try SecureHost(""))
    #expect(try await fetch(host).failure?.code == .certificateUntrusted)
    #expect(try await fetch(host, ca: other.authority).failure?.code == .certificateUntrusted)
    #expect(!folder.exists("footprints/host.received.ndjson"))
  }

  @Test func theCertificateOfAnotherHost() async throws {
    let host = try SecureHost(list([record3(1)]), names: ["other.example"])
    #expect(try await fetch(host, ca: host.authority).failure?.code == .certificateOtherHost)
  }

  @Test func aCertificateThatHasExpired() async throws {
    let host = try SecureHost(list([record3(1)]), days: -1)
    let state = try await fetch(host, ca: host.authority)
    #expect(state.failure?.code == .certificateUntrusted && state.kept == 0)
  }

  @Test func aFileOfCertificatesThatIsNone() async throws {
    let host = try SecureHost(list([record3(1)]))
    #expect(try await fetch(host, ca: "nonsense").failure?.code == .unreadableCA)
  }

  @Test func plainAnswersBehindASecureAddress() async throws {
    let plain = try TestHost(greeting: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") { _ in [] }
    let state = try await Fetching(into: folder).fetch("https://localhost:\(plain.port)", secret: nil) {
      $1.backoff.attempts = 1
    }
    #expect(state.failure?.code == .secureConnectionFailed)
  }

  @Test func plainHttpIsRefusedBeyondTheMachine() {
    #expect(throws: Endpoint.Refusal.insecure) { try Endpoint(address: "http://hikari.example") }
  }
}
