import Glibc

/// What one handler may use: its program and what that needs to start, its state directory, and what its file names.
///
/// The ruleset is made once, and anew when one of them is another file than before: an upgrade or systemd-tmpfiles(8) may
/// have replaced it.
public final class Sandbox {
  /// One more file or directory.
  public struct Place: Sendable {
    let access: Ruleset.Access
    let path: String
    let mayBeMissing: Bool

    /// What for, where, and whether a missing one is passed over.
    public init(_ access: Ruleset.Access, _ path: String, mayBeMissing: Bool = false) {
      (self.access, self.path, self.mayBeMissing) = (access, path, mayBeMissing)
    }
  }

  /// What programs need to start, and to be programs; nobody's data is there.
  private static let common = [
    Place(.read, "/usr", mayBeMissing: true), Place(.read, "/lib", mayBeMissing: true),
    Place(.read, "/lib64", mayBeMissing: true), Place(.read, "/etc/ld.so.cache", mayBeMissing: true),
    Place(.read, "/etc/localtime", mayBeMissing: true), Place(.device, "/dev/null", mayBeMissing: true),
    Place(.read, "/dev/zero", mayBeMissing: true), Place(.read, "/dev/urandom", mayBeMissing: true),
    Place(.read, "/dev/random", mayBeMissing: true),
  ]

  private let program: String
  private let places: [Place]
  private let families: Confinement.Families
  private let refusals: Confinement.Refusals
  private var made: (confinement: Confinement, watched: [String], identities: [FileIdentity?])?

  /// The program's file and its state directory; more places; sockets; and what it may not do besides.
  public init(
    program: String, stateDirectory: String?, places: [Place] = [], families: Confinement.Families = [],
    refusals: Confinement.Refusals
  ) {
    self.program = program
    self.places = places + [Place(.execute, program)] + (stateDirectory.map { [Place(.write, $0)] } ?? [])
    self.families = families
    self.refusals = refusals
  }

  /// What the handler is started with. Throws what open(2) says of a place that is not there.
  public func confinement() throws(SystemError) -> Confinement {
    if let made, made.watched.map(FileIdentity.init) == made.identities { return made.confinement }
    let interpreters = ProgramFile.interpreters(of: program)
    let watched = places.map(\.path) + interpreters
    let identities = watched.map(FileIdentity.init)
    let ruleset = try Ruleset(allowsNetwork: families.contains(.internet))
    let needed = interpreters.map { Place(.execute, $0, mayBeMissing: true) }
    for place in Sandbox.common + places + needed {
      do { try ruleset?.allow(place.access, place.path) } catch  where place.mayBeMissing && error.isMissing {}
    }
    // What is linked dynamically maps its libraries, and a script's interpreter may be.
    let isWhole = interpreters.isEmpty && refusals.contains(.processes)
    let confinement = Confinement(ruleset, families: families, refusals: isWhole ? refusals.union(.code) : refusals)
    made = (confinement, watched, identities)
    return confinement
  }
}

extension FileIdentity {
  /// Of what a path names, nil for nothing.
  fileprivate init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(device: status.st_dev, inode: status.st_ino)
  }
}
