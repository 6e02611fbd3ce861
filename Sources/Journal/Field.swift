/// The structured fields of a record, all under `PEERTLS_`; systemd.journal-fields(7) has the general ones.
public enum Field: String, CaseIterable, Sendable {
  /// The event's name; set by the record itself.
  case event = "PEERTLS_EVENT"
  /// The session's number, unique on this node until it restarts.
  case session = "PEERTLS_SESSION"
  /// The service that was asked for.
  case service = "PEERTLS_SERVICE"
  /// `allow`, `deny` or `knock`.
  case verdict = "PEERTLS_VERDICT"
  /// The rule that decided: `policy:12`, or `default`.
  case rule = "PEERTLS_RULE"
  /// The hash of the policy in force, hexadecimal.
  case policy = "PEERTLS_POLICY"
  /// Why, in one line for people.
  case reason = "PEERTLS_REASON"
  /// The peer certificate's common name.
  case peerName = "PEERTLS_PEER_NAME"
  /// `yes` when the certificate's chain leads to an anchor and the peer has proved that it holds the key; `key` when it has
  /// proved the key, but nobody vouches for the names; `no` when nothing was proved.
  case peerVerified = "PEERTLS_PEER_VERIFIED"
  /// The peer certificate's e-mail address.
  case peerEmail = "PEERTLS_PEER_EMAIL"
  /// The peer certificate's user identifier.
  case peerUserID = "PEERTLS_PEER_USERID"
  /// SHA-256 of the peer's certificate, hexadecimal.
  case peerCertificate = "PEERTLS_PEER_CERT"
  /// SHA-256 of the peer's SubjectPublicKeyInfo, hexadecimal.
  case peerKey = "PEERTLS_PEER_KEY"
  /// The peer's IPv6 address.
  case peerAddress = "PEERTLS_PEER_ADDR"
  /// The peer's port.
  case peerPort = "PEERTLS_PEER_PORT"
  /// The IPv6 address from which somebody has connected to a data port.
  case dataAddress = "PEERTLS_DATA_ADDR"
  /// The port from which somebody has.
  case dataPort = "PEERTLS_DATA_PORT"
  /// The TLS version that was agreed.
  case tlsVersion = "PEERTLS_TLS_VERSION"
  /// The cipher suite that was agreed.
  case tlsCipher = "PEERTLS_TLS_CIPHER"
  /// Whether the TLS session was resumed: `yes` or `no`.
  case resumed = "PEERTLS_RESUMED"
  /// The TLS alert that ended the handshake.
  case alert = "PEERTLS_ALERT"
  /// Plaintext bytes from the peer.
  case bytesIn = "PEERTLS_BYTES_IN"
  /// Plaintext bytes to the peer.
  case bytesOut = "PEERTLS_BYTES_OUT"
  /// How long the session lasted, in microseconds.
  case durationMicroseconds = "PEERTLS_DURATION_USEC"
  /// Processor time of session and handler, in microseconds.
  case cpuMicroseconds = "PEERTLS_CPU_USEC"
  /// The handler's exit status, or the signal that ended it.
  case exit = "PEERTLS_EXIT"
  /// How many records before this one could not be sent.
  case lost = "PEERTLS_LOST"
  /// When, in microseconds since 1970 UTC: only in lines, for a journal has its own clock.
  case time = "PEERTLS_TIME_USEC"

  /// The name without its prefix, as lines have it.
  var shortName: Substring { rawValue.dropFirst(Self.prefix.count) }

  static let prefix = "PEERTLS_"
}
