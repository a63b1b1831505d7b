import Crypto
import Footprints
import FoundationEssentials
import Glibc
import NIOSSL
import SwiftASN1
import X509

/// Certificate chain and private key of a host.
public struct HostIdentity: Sendable {
  /// PEM of the chain, the host's own first: what clients may know.
  public let certificates: String
  private let key: String

  public enum Problem: Error, Hashable, Sendable { case unreadable(String) }

  /// From PEM files. That the key fits the certificate is checked here.
  public init(certificateFile: String, keyFile: String) throws {
    certificates = try HostIdentity.text(certificateFile)
    key = try HostIdentity.text(keyFile)
    _ = try NIOSSLContext(configuration: try configuration())
  }

  private static func text(_ path: String) throws -> String {
    guard let file = fopen(path, "rbe") else { throw Problem.unreadable(path) }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    guard count > 0 else { throw Problem.unreadable(path) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// A certificate that vouches for itself, for rehearsals: for `localhost`, 127.0.0.1 and ::1, good for `days` from
  /// the day before `now`. The key (P-256) stays in memory.
  public static func selfSigned(now: Timestamp, days: Int = 30) throws -> HostIdentity {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let name = try DistinguishedName { CommonName("genryu rehearsal") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: .init(timeIntervalSince1970: Double(now.seconds - 86_400)),
      notValidAfter: .init(timeIntervalSince1970: Double(now.seconds + Int64(days) * 86_400)), issuer: name,
      subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames([
          .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
          .ipAddress(ASN1OctetString(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
        ])
      }, issuerPrivateKey: key)
    return HostIdentity(
      certificates: try certificate.serializeAsPEM().pemString, key: try key.serializeAsPEM().pemString)
  }

  private init(certificates: String, key: String) {
    self.certificates = certificates
    self.key = key
  }

  /// TLS 1.2 and later.
  func configuration() throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificates.utf8)).map {
      NIOSSLCertificateSource.certificate($0)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain,
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }
}
