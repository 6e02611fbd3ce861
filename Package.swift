// swift-tools-version: 6.2
// The dependency lists below are the rule of who may touch what; Tests/LinkageTests holds the programs to it.
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let cStrict: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

/// What is started for a connection: static, position-independent, full RELRO, no Foundation.
/// The Makefile passes --disable-local-rpath, for glibc's static-pie start code refuses a RUNPATH.
/// scripts/bench measures the alternatives (PEERTLS_LINK).
let hardened = ["-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now"]
let sessionLinking: [String] =
  switch Context.environment["PEERTLS_LINK"] {
  case "dynamic": hardened
  case "static-stdlib": ["-static-stdlib"] + hardened
  case "static": ["-static-executable", "-use-ld=lld", "-Xlinker", "--gc-sections"]
  default:
    ["-static-executable", "-use-ld=lld", "-Xclang-linker", "-static-pie", "-Xlinker", "--gc-sections"] + hardened
  }
let startsFast: [LinkerSetting] = [.unsafeFlags(sessionLinking)]

/// What is started once: Swift's own libraries inside, the system's (libsystemd, libssl) shared.
let startsOnce: [LinkerSetting] = [.unsafeFlags(["-static-stdlib", "-Xlinker", "-z", "-Xlinker", "now"])]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, resources: resources)
}

let package = Package(
  name: "peertls",
  products: [
    // What the tests load into peertls-keyd.
    .library(name: "token-proxy", type: .dynamic, targets: ["TokenProxy"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // C: what Swift cannot call.
    .target(name: "CLinux", cSettings: cStrict),
    .target(name: "COpenSSL", cSettings: cStrict, linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(name: "CCMS", dependencies: ["COpenSSL"], cSettings: cStrict),
    .target(name: "CEdit", cSettings: cStrict, linkerSettings: [.linkedLibrary("edit")]),
    .systemLibrary(name: "CP11Kit", pkgConfig: "p11-kit-1", providers: [.apt(["libp11-kit-dev"])]),
    .target(name: "CTokens", dependencies: ["CP11Kit"], cSettings: cStrict),
    // Generated ahead: make filters.
    .target(name: "CFilters", cSettings: cStrict),
    .executableTarget(
      // libseccomp's macros leave a field out.
      name: "generate-filters", cSettings: [.unsafeFlags(["-Wall", "-Werror"])],
      linkerSettings: [.linkedLibrary("seccomp")]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CCDB", pkgConfig: "libcdb", providers: [.apt(["libcdb-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),

    // What the files that people write are made of: nothing is imported at all.
    library("Lexemes"),
    // Grammars and decisions: pure, no I/O, nothing of ours but Lexemes.
    library("Policy", ["Lexemes"]),
    library("Configuration", ["Lexemes"]),
    library("SafeText"),
    library("CPIM", ["CExpat"]),
    library("SIP"),
    library("SMTP"),
    library("FTP"),
    // The client's side of FTP, and how far it is: pure too.
    library("FTPReplies", ["FTP"]),
    library("Progress"),
    // Mail's content: what a person composes and what has come.
    library("MIME", ["SMTP"]),

    // The system, one owner for each resource.
    library("Processes", ["CFilters", "CLinux"]),
    library("Systemd", ["CSystemd"]),
    library("ConstantDatabase", ["CCDB"]),
    library("Handoff", ["Processes"]),
    // Files that are whole and durable, or not there.
    library("Spool", ["Processes"]),
    library("Digests", ["CNettle", "Processes"]),
    // Mail as people's programs read it, and what has come before.
    library("Maildir", ["Processes", "Spool"]),
    // Whose directory is whose.
    library("Peers", ["Lexemes", "Processes", "Spool"]),
    // Shared and received files.
    library("FileStore", ["Digests", "Peers", "Processes", "Spool"]),
    // Chat's directory, which engines and user interfaces share.
    library("Conversations", ["CPIM", "Digests", "Lexemes", "Peers", "Processes", "Spool"]),
    // Mail that is to go.
    library("MailQueue", ["Processes", "SMTP", "Spool"]),
    // A conversation as people read and write it: pure.
    library("Talk", ["CPIM", "SafeText"]),
    library("LineEditing", ["CEdit", "Processes"]),
    // Who may come in: pure, time is a parameter.
    library("Admission"),
    library("Journal", ["SafeText"]),
    // Who stands between systemd and an acceptor.
    library("Keeping", ["Journal", "Processes", "Systemd"]),
    library("TLS", ["COpenSSL", "Policy"]),
    // A key in a token: peertls-keyd's alone.
    library("Tokens", ["CTokens", "Handoff", "Processes", "TLS"]),
    // A module of its own, so that a session does not link it.
    library("SMIME", ["CCMS", "TLS"]),
    library("Relay", ["Processes", "TLS"]),

    // One engine for the handshake, for explain and for connect; what it hands a handler; and what prepares its data.
    library("Judge", ["Policy", "TLS", "ConstantDatabase"]),
    library("Introduction", ["Handoff", "Judge", "Policy", "Processes", "TLS"]),
    library("PolicyCompiler", ["Policy", "Configuration", "Judge", "TLS", "ConstantDatabase", "Processes"]),

    // Programs.
    .executableTarget(
      name: "peertlsd",
      dependencies: ["Processes", "Systemd", "Handoff", "Journal", "Configuration", "Admission", "Keeping"],
      swiftSettings: strict, linkerSettings: startsOnce),
    .executableTarget(
      name: "peertls-session",
      dependencies: ["Processes", "TLS", "Relay", "Judge", "Policy", "Handoff", "Introduction", "Journal"],
      swiftSettings: strict, linkerSettings: startsFast),
    .executableTarget(
      name: "peertls-keyd", dependencies: ["Processes", "TLS", "Handoff", "Tokens"],
      swiftSettings: strict, linkerSettings: startsOnce),
    .executableTarget(
      name: "peertls-chat",
      dependencies: ["Processes", "Journal", "SafeText", "SIP", "CPIM", "Spool", "Conversations"],
      swiftSettings: strict, linkerSettings: startsFast),
    .executableTarget(
      name: "peertls-smtp",
      dependencies: ["Processes", "Journal", "Lexemes", "SMTP", "Spool", "Digests", "Maildir"],
      swiftSettings: strict, linkerSettings: startsFast),
    .executableTarget(
      name: "peertls-file",
      dependencies: ["Processes", "Journal", "Lexemes", "FTP", "Handoff", "Peers", "FileStore", "Digests"],
      swiftSettings: strict, linkerSettings: startsFast),
    .executableTarget(
      name: "peertls",
      dependencies: [
        "Processes", "Systemd", "TLS", "Relay", "Judge", "Policy", "PolicyCompiler", "Configuration", "Journal",
        "Lexemes", "Introduction", "Handoff", "CPIM", "SafeText", "Conversations", "Spool", "Talk", "LineEditing",
        "FTPReplies", "Progress", "MIME", "SMIME", "MailQueue", "Maildir", "SMTP",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // ArgumentParser's objects name only Foundation's outermost archive.
      linkerSettings: startsOnce + [
        .linkedLibrary("_FoundationCollections"), .linkedLibrary("_FoundationCShims"),
        .linkedLibrary("swiftSynchronization"),
      ]),

    // Parsers' entry points for fuzzing, replayed by the tests.
    .target(
      name: "FuzzEntries",
      dependencies: [
        "Configuration", "Policy", "Handoff", "TLS", "Judge", "Processes", "CPIM", "SIP", "Conversations", "FTP",
        "FTPReplies", "SMTP", "MailQueue", "MIME", "SMIME",
      ],
      path: "Tests/Fuzz", exclude: ["corpus"], swiftSettings: strict),
    tests("LexemesTests", ["Lexemes"]),
    tests("ConfigurationTests", ["Configuration", "FuzzEntries"]),
    tests("ConstantDatabaseTests", ["ConstantDatabase"]),
    tests("SafeTextTests", ["SafeText"]),
    tests("CPIMTests", ["CPIM", "FuzzEntries"]),
    tests("MIMETests", ["MIME", "FuzzEntries"]),
    tests("PolicyTests", ["Policy", "FuzzEntries"], exclude: ["Golden"]),
    tests("JournalTests", ["Journal"]),
    tests("TLSTests", ["TLS", "TestSupport", "Processes", "FuzzEntries"]),
    tests("JudgeTests", ["Judge", "PolicyCompiler", "TLS", "TestSupport", "Processes"], exclude: ["Golden"]),
    tests("PolicyCompilerTests", ["PolicyCompiler", "Judge", "TLS", "TestSupport", "Processes"]),
    tests("AdmissionTests", ["Admission"]),
    .executableTarget(
      name: "processes-probe", dependencies: ["Processes"], path: "Tests/ProcessesProbe", swiftSettings: strict),
    tests("ProcessesTests", ["Processes", "processes-probe"]),
    .executableTarget(
      name: "spool-probe", dependencies: ["Processes", "Spool"], path: "Tests/SpoolProbe", swiftSettings: strict),
    tests("SpoolTests", ["Spool", "Processes", "TestFiles", "spool-probe"]),
    .executableTarget(
      name: "mail-queue-probe", dependencies: ["MailQueue", "Processes", "SMTP"], path: "Tests/MailQueueProbe",
      swiftSettings: strict),
    tests(
      "MailQueueTests", ["MailQueue", "Processes", "SMTP", "Spool", "TestFiles", "FuzzEntries", "mail-queue-probe"]),
    .executableTarget(
      name: "conversations-probe", dependencies: ["Conversations", "Processes"], path: "Tests/ConversationsProbe",
      swiftSettings: strict),
    tests(
      "ConversationsTests",
      ["Conversations", "CPIM", "Processes", "Spool", "TestFiles", "FuzzEntries", "conversations-probe"]),
    tests("DigestsTests", ["Digests", "Processes", "TestFiles"]),
    .executableTarget(
      name: "filestore-probe", dependencies: ["FileStore", "Peers", "Processes"], path: "Tests/FileStoreProbe",
      swiftSettings: strict),
    tests("FileStoreTests", ["FileStore", "Peers", "Processes", "Spool", "TestFiles", "filestore-probe"]),
    tests("HandoffTests", ["Handoff", "FuzzEntries"]),
    tests("SIPTests", ["SIP", "FuzzEntries"]),
    tests("SMTPTests", ["SMTP", "FuzzEntries"]),
    tests("MaildirTests", ["Maildir", "Processes", "Spool", "TestFiles"]),
    tests("FTPTests", ["FTP", "FuzzEntries"]),
    tests("FTPRepliesTests", ["FTPReplies", "FuzzEntries"]),
    tests("ProgressTests", ["Progress"]),
    .executableTarget(
      name: "systemd-probe", dependencies: ["Systemd"], path: "Tests/SystemdProbe", swiftSettings: strict),
    tests("SystemdTests", ["Systemd", "systemd-probe"]),

    // Directories, small disks and probes for the tests of what keeps files.
    .target(name: "TestFiles", dependencies: ["Processes"], path: "Tests/TestFiles"),
    // The real programs, as built.
    .target(
      name: "TestSupport",
      dependencies: ["Journal", "CLinux", "Judge", "PolicyCompiler", "Processes", "SIP", "SMTP", "Handoff"],
      path: "Tests/TestSupport", exclude: ["Clients"]),
    .executableTarget(
      name: "key-updater", dependencies: ["COpenSSL"], path: "Tests/KeyUpdater", cSettings: cStrict),
    .executableTarget(
      name: "flooder", dependencies: ["COpenSSL"], path: "Tests/Flooder", cSettings: cStrict),
    tests("ConnectionTests", ["TestSupport", "Handoff", "Journal", "key-updater", "flooder"], exclude: ["Clients"]),
    // A PKCS#11 module that is slow or fails on demand, over SoftHSM's.
    .target(
      name: "TokenProxy", dependencies: ["CP11Kit"], path: "Tests/TokenProxy", cSettings: cStrict,
      // No second Swift in the process that loads it.
      linkerSettings: [.unsafeFlags(["-nostartfiles", "-static-stdlib"])]),
    tests("KeydTests", ["TestSupport", "Handoff", "Processes", "TLS"]),
    // What a process that was taken over might try.
    .target(name: "CEscapes", path: "Tests/Escapes", cSettings: cStrict),
    .executableTarget(
      name: "hostile", dependencies: ["CEscapes", "Handoff", "Processes"], path: "Tests/Hostile", swiftSettings: strict,
      linkerSettings: startsFast),
    tests("IsolationTests", ["TestSupport", "Journal", "Processes", "Configuration"]),
    tests("CommandTests", ["TestSupport", "Journal"], exclude: ["Servers", "Pictures"]),
    tests("SMIMETests", ["MIME", "SMIME", "TLS", "TestSupport", "FuzzEntries"], exclude: ["Clients"]),
    tests("InteropTests", ["TestSupport", "Journal", "Conversations", "CPIM"], exclude: ["Scenarios"]),
    tests("FileTests", ["TestSupport", "TestFiles", "FTP", "FileStore", "Handoff", "Processes"]),
    tests("FileInteropTests", ["TestSupport", "Journal"], exclude: ["Clients"]),
    tests("ChatTests", ["TestSupport", "SIP", "CPIM", "Conversations", "Spool", "Processes"]),
    tests("MailTests", ["TestSupport", "SMTP", "MIME", "Digests", "TestFiles"], exclude: ["Servers"]),
    tests("MailInteropTests", ["TestSupport", "SMTP"], exclude: ["Clients"]),
    tests(
      "TalkTests", ["Talk", "CPIM", "Conversations", "Processes", "SafeText", "TestSupport"]),
    tests("TransferTests", ["TestSupport", "TestFiles"], exclude: ["Servers"]),
    tests("SendingTests", ["TestSupport", "TestFiles", "Journal"], exclude: ["Servers"]),
    tests("LinkageTests", ["TestSupport"]),
    tests(
      "DocumentationTests",
      [
        "TestSupport", "Policy", "Configuration", "Conversations", "CPIM", "SIP", "Handoff", "Introduction", "Journal",
        "TLS", "Relay", "PolicyCompiler", "Systemd", "Talk", "FTP", "FTPReplies", "FileStore", "Progress", "SMTP",
        "Maildir", "Processes", "Spool", "MIME", "SMIME", "MailQueue", "Tokens",
      ]),
  ]
)

// libFuzzer brings main(): make fuzz builds this with -sanitize=fuzzer,address.
if Context.environment["PEERTLS_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzEntries"], path: "Tests/FuzzDriver",
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]))
}
