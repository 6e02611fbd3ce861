/// The environment of a handler, peertls-handler-contract(7): these names, in this order, and no others.
public enum Variable: String, CaseIterable, Sendable {
  // UCSPI (ucspi-tcp, ucspi-ssl)
  case protocolName = "PROTO"
  case localAddress = "TCPLOCALIP"
  case localPort = "TCPLOCALPORT"
  case remoteAddress = "TCPREMOTEIP"
  case remotePort = "TCPREMOTEPORT"
  // systemd.exec(5), Accept=yes
  case remoteAddressOfSystemd = "REMOTE_ADDR"
  case remotePortOfSystemd = "REMOTE_PORT"
  // mod_ssl's names, as s6-networking and ucspi-ssl set them
  case tlsVersion = "SSL_PROTOCOL"
  case cipher = "SSL_CIPHER"
  case serverName = "SSL_TLS_SNI_SERVERNAME"
  case certificateHash = "SSL_PEER_CERT_HASH"
  case certificateSubject = "SSL_PEER_CERT_SUBJECT"
  case session = "PEERTLS_SESSION"
  case service = "PEERTLS_SERVICE"
  case rule = "PEERTLS_RULE"
  case files = "PEERTLS_FILES"
  case quota = "PEERTLS_QUOTA"
  case peerName = "PEERTLS_PEER_NAME"
  case peerEmail = "PEERTLS_PEER_EMAIL"
  case peerEmails = "PEERTLS_PEER_EMAILS"
  case peerUserID = "PEERTLS_PEER_USERID"
  case peerOrganization = "PEERTLS_PEER_ORG"
  case peerIssuer = "PEERTLS_PEER_ISSUER"
  case peerCertificate = "PEERTLS_PEER_CERT"
  case peerKey = "PEERTLS_PEER_KEY"
  case peerAnchor = "PEERTLS_PEER_ANCHOR"
  case nodeName = "PEERTLS_NODE_NAME"
  case nodeEmail = "PEERTLS_NODE_EMAIL"
  case nodeEmails = "PEERTLS_NODE_EMAILS"
  case nodeUserID = "PEERTLS_NODE_USERID"
  case nodeKey = "PEERTLS_NODE_KEY"

  /// The longest value, in bytes; the session cuts longer names of a certificate.
  public static let maximumLength = 256
  /// The longest list of e-mail addresses, in bytes.
  public static let maximumListLength = 2048

  /// The longest value of this one, in bytes.
  public var limit: Int {
    switch self {
    case .peerEmails, .nodeEmails: Variable.maximumListLength
    default: Variable.maximumLength
    }
  }
}

/// The values of a handler's environment; a variable without a value is not set.
public struct HandlerEnvironment: Equatable, Sendable {
  private var values = [String](repeating: "", count: Variable.allCases.count)

  /// Nothing set.
  public init() {}

  /// A value, made fit for an environment: control characters become `?`, and what is longer than
  /// the variable's `limit` is cut at a character's end.
  public subscript(variable: Variable) -> String {
    get { values[variable.index] }
    set { values[variable.index] = HandlerEnvironment.fit(newValue, limit: variable.limit) }
  }

  /// `NAME=VALUE`, as execve(2) takes them.
  public var strings: [String] {
    zip(Variable.allCases, values).compactMap { $1.isEmpty ? nil : "\($0.rawValue)=\($1)" }
  }

  func write(to layout: inout LayoutWriter) { for value in values { layout.text(Array(value.utf8)) } }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    for (index, variable) in Variable.allCases.enumerated() { values[index] = try layout.text(limit: variable.limit) }
  }

  private static func fit(_ value: String, limit: Int) -> String {
    var fitted = ""
    for scalar in value.unicodeScalars {
      let next: Unicode.Scalar = scalar.properties.generalCategory == .control ? "?" : scalar
      if fitted.utf8.count + UTF8.width(next) > limit { break }
      fitted.unicodeScalars.append(next)
    }
    return fitted
  }
}

extension Variable {
  fileprivate var index: Int { Variable.allCases.firstIndex(of: self) ?? 0 }
}
