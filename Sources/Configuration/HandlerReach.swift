extension Handler {
  /// What it may use besides its state directory, in the words of systemd.exec(5).
  public struct Reach: Equatable, Sendable {
    /// The most paths of each kind.
    public static let maximumPaths = 64

    /// `ReadOnlyPaths=`.
    public internal(set) var readOnly: [Place] = []
    /// `ReadWritePaths=`.
    public internal(set) var readWrite: [Place] = []
    /// `ExecPaths=`: programs besides its own, or directories of them; with them it may start processes.
    public internal(set) var programs: [Place] = []
    /// `RestrictAddressFamilies=`: the sockets that it may make.
    public internal(set) var families: [Family] = []

    /// Nothing.
    public init() {}
  }

  /// A file, or a directory and all beneath it.
  public struct Place: Equatable, Sendable {
    /// An absolute path without `..`.
    public let path: String
    /// It was written with a `-` before it.
    public let mayBeMissing: Bool
  }

  /// A socket's family, address_families(7).
  public enum Family: String, Sendable, CaseIterable {
    /// AF_UNIX.
    case unix = "AF_UNIX"
    /// AF_INET.
    case inet = "AF_INET"
    /// AF_INET6.
    case inet6 = "AF_INET6"
  }
}

extension HandlerFile {
  /// The settings of `Handler.Reach`.
  static var reach: [Setting<Handler>] {
    [
      Setting(list: "ReadOnlyPaths", \.reach.readOnly) { (value, before) throws(ConfigurationError) in
        try value.places(before)
      },
      Setting(list: "ReadWritePaths", \.reach.readWrite) { (value, before) throws(ConfigurationError) in
        try value.places(before)
      },
      Setting(list: "ExecPaths", \.reach.programs) { (value, before) throws(ConfigurationError) in
        try value.places(before)
      },
      Setting("RestrictAddressFamilies", \.reach.families) { (value) throws(ConfigurationError) in
        try value.families()
      },
    ]
  }
}

extension Value {
  fileprivate func places(_ before: [Handler.Place]) throws(ConfigurationError) -> [Handler.Place] {
    var places: [Handler.Place] = []
    let words = try commandLine()
    for word in words {
      let mayBeMissing = word.utf8.first == UInt8(ascii: "-")
      let path = mayBeMissing ? String(Substring(word.utf8.dropFirst())) : word
      let parts = path.utf8.split(separator: UInt8(ascii: "/"))
      guard path.utf8.first == UInt8(ascii: "/"), !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
        throw error("\"\(word)\" is no absolute path without .. (a - before it lets it be missing)")
      }
      places.append(Handler.Place(path: path, mayBeMissing: mayBeMissing))
    }
    guard before.count + places.count <= Handler.Reach.maximumPaths else {
      throw error("more than \(Handler.Reach.maximumPaths) paths; name a directory that they are in")
    }
    return places
  }

  fileprivate func families() throws(ConfigurationError) -> [Handler.Family] {
    if string == "none" { return [] }
    var families: [Handler.Family] = []
    for word in words {
      guard let family = Handler.Family(rawValue: word.string) else {
        let known = Handler.Family.allCases.map(\.rawValue).joined(separator: " ")
        throw word.error("\"\(word.string)\" is not one of \(known), or none alone")
      }
      if !families.contains(family) { families.append(family) }
    }
    return families
  }
}
