import Configuration
import Testing

@Test func theExampleOfTheDesignIsRead() throws {
  let chat = try handler(
    """
    [Handler]
    Description=SIP/SIMPLE chat
    ExecStart=peertls-chat
    ALPN=sip/2
    User=peertls-chat
    StateDirectory=chat
    MaxSessions=64
    IdleTimeout=15min
    """)
  #expect(chat.name == "chat")
  #expect(chat.description == "SIP/SIMPLE chat")
  #expect(chat.command == ["peertls-chat"])
  #expect(chat.alpn == ["sip/2"])
  #expect(chat.user == "peertls-chat")
  #expect(chat.group == nil)
  #expect(chat.stateDirectory == "chat")
  #expect(chat.maxSessions == 64)
  #expect(chat.idleTimeoutSeconds == 900)
  #expect(chat.durationSeconds == nil)
  #expect(!chat.control)
  #expect(chat.limits == Handler.Limits())
}

@Test func everySettingOfAHandlerIsRead() throws {
  let all = try handler(
    """
    [Handler]
    ExecStart=/usr/bin/serve --all
    ALPN=a b
    ALPN=c
    Group=staff
    RuntimeMaxSec=1h 30min
    IdleTimeout=infinity
    Control=yes
    LimitNOFILE=64
    LimitAS=512M
    LimitCPU=2min
    LimitFSIZE=1G
    LimitNPROC=infinity
    """)
  #expect(all.command == ["/usr/bin/serve", "--all"])
  #expect(all.alpn == ["a", "b", "c"])
  #expect(all.group == "staff")
  #expect(all.durationSeconds == 5400)
  #expect(all.idleTimeoutSeconds == TimeSpan.infinity)
  #expect(all.control)
  #expect(all.limits.openFiles == 64)
  #expect(all.limits.addressSpace == 512 << 20)
  #expect(all.limits.processorSeconds == 120)
  #expect(all.limits.fileSize == 1 << 30)
  #expect(all.limits.processes == .max)
}

@Test func anEmptyFileGivesTheDefaultsOfTheNode() throws {
  let node = try NodeConfiguration.parse([], file: "n.conf")
  #expect(node == NodeConfiguration())
  #expect(node.maxSessions == 256)
  #expect(node.maxSessionsPerSource == 32)
  #expect(node.ratePerSource == Rate(count: 60, seconds: 60))
  #expect(node.sourcePrefixLength == 64)
  #expect(node.reserved == 32)
  #expect(node.unknownHandshakes == 64)
  #expect(node.unknownProcessorShare == 25)
  #expect(node.perSourcePenalties == PenaltyTerms())
  #expect(node.exemptSources == [])
  #expect(node.spares == 2)
  #expect(node.handshakeTimeoutSeconds == 10)
  #expect(node.idleTimeoutSeconds == 900)
  #expect(node.durationLimitSeconds == TimeSpan.infinity)
  #expect(node.drainTimeoutSeconds == 30)
  #expect(node.dataPorts == 61000...61999)
  #expect(node.minimumTLS == .tls13)
  #expect(node.sessionUser == "peertls")
  #expect(node.keyUser == "peertls-keyd")
  #expect(node.privateKey == nil)
  #expect(node.require == [])
}

@Test func everySettingOfTheNodeIsRead() throws {
  let node = try NodeConfiguration.parse(
    Array(
      """
      [Node]
      MaxSessions=65536
      MaxSessionsPerSource=1
      RatePerSource=5/day
      SourcePrefixLength=128
      ReservedSessions=100
      UnknownHandshakes=8
      UnknownProcessorShare=150%
      PerSourcePenalties=nocert:0 crash:2min min:20s max:1h
      ExemptSources=2001:db8::/32 ::1
      ExemptSources=fe80::/10
      Spares=0
      HandshakeTimeout=600
      IdleTimeout=2weeks
      DurationLimit=1d 2h 3m 4s
      DrainTimeout=1
      DataPorts=1024-65535
      MinimumTLS=1.2
      SessionUser=1000
      KeyUser=1001
      PrivateKey=pkcs11:token=node;object=key?module-path=/usr/lib/x.so&pin-source=/etc/pin
      Require=landlock
      """.utf8), file: "n.conf")
  #expect(node.maxSessions == 65536)
  #expect(node.maxSessionsPerSource == 1)
  #expect(node.ratePerSource == Rate(count: 5, seconds: 86400))
  #expect(node.sourcePrefixLength == 128)
  #expect(node.reserved == 100)
  #expect(node.unknownHandshakes == 8)
  #expect(node.unknownProcessorShare == 150)
  var terms = PenaltyTerms()
  (terms.noCertificate, terms.crash, terms.minimum, terms.maximum) = (0, 120, 20, 3600)
  #expect(node.perSourcePenalties == terms)
  #expect(node.exemptSources.map(\.description) == ["2001:db8::/32", "::1/128", "fe80::/10"])
  #expect(node.spares == 0)
  #expect(node.handshakeTimeoutSeconds == 600)
  #expect(node.idleTimeoutSeconds == 14 * 86400)
  #expect(node.durationLimitSeconds == 86400 + 7200 + 180 + 4)
  #expect(node.drainTimeoutSeconds == 1)
  #expect(node.dataPorts == 1024...65535)
  #expect(node.minimumTLS == .tls12)
  #expect(node.sessionUser == "1000")
  #expect(node.keyUser == "1001")
  #expect(node.privateKey == "pkcs11:token=node;object=key?module-path=/usr/lib/x.so&pin-source=/etc/pin")
  #expect(node.require == [.landlock])
}

/// The file is for everybody to read: it may say where the PIN is.
@Test(arguments: ["/etc/peertls/node.key", "pkcs11:token=a b", "pkcs11:token=a?pin-value=1234", "PKCS11:"])
func aPrivateKeyIsAURIWithoutThePIN(_ text: String) {
  #expect(throws: ConfigurationError.self) {
    _ = try NodeConfiguration.parse(Array("[Node]\nPrivateKey=\(text)\n".utf8), file: "n.conf")
  }
}

@Test func dataPortsAreARangeOnePortOrNone() throws {
  func ports(_ text: String) throws -> ClosedRange<UInt16>? {
    try NodeConfiguration.parse(Array("[Node]\nDataPorts=\(text)\n".utf8), file: "n.conf").dataPorts
  }
  #expect(try ports("50000") == 50000...50000)
  #expect(try ports("none") == nil)
  #expect(try ports("") == NodeConfiguration().dataPorts)
  for wrong in ["1023", "0", "65536", "2000-1999", "2000-", "-2000", "2000-2001-2002", "2000 - 2001", "-1", "any"] {
    #expect(throws: ConfigurationError.self, "\(wrong)") { try ports(wrong) }
  }
}

@Test func penaltiesAndTheProcessorsShareCanBeLeftOut() throws {
  let node = try NodeConfiguration.parse(
    Array("[Node]\nPerSourcePenalties=no\nUnknownProcessorShare=infinity\n".utf8), file: "n.conf")
  #expect(node.perSourcePenalties == nil && node.unknownProcessorShare == nil)
  let again = try NodeConfiguration.parse(
    Array("[Node]\nPerSourcePenalties=no\nPerSourcePenalties=yes\n".utf8), file: "n.conf")
  #expect(again.perSourcePenalties == PenaltyTerms())
}

/// Whatever is reserved, somebody must be able to become known.
@Test(arguments: [("MaxSessions=1", 0), ("MaxSessions=8", 1), ("MaxSessions=8\nReservedSessions=65536", 7)])
func notAllSessionsAreReserved(_ lines: String, _ reserved: UInt32) throws {
  #expect(try NodeConfiguration.parse(Array("[Node]\n\(lines)\n".utf8), file: "n.conf").reserved == reserved)
}
