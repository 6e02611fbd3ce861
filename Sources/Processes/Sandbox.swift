import Glibc

/// What one handler may use: its program and what that needs to start, its state directory, and what its file names.
///
/// The ruleset is made once, and anew when the program or the state directory is another file than before: an upgrade or
/// systemd-tmpfiles(8) may have replaced them.
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
    Place(.device, "/dev/zero", mayBeMissing: true), Place(.read, "/dev/urandom", mayBeMissing: true),
    Place(.read, "/dev/random", mayBeMissing: true),
  ]

  private let places: [Place]
  private let watched: [String]
  private let families: Confinement.Families
  private let refusals: Confinement.Refusals
  private var made: (ruleset: Ruleset?, identities: [FileIdentity?])?

  /// The program's file and its state directory; more places; sockets; and what it may not do besides.
  public init(
    program: String, stateDirectory: String?, places: [Place] = [], families: Confinement.Families = [],
    refusals: Confinement.Refusals
  ) {
    var all = Sandbox.common + places + [Place(.execute, program)]
    if let stateDirectory { all.append(Place(.write, stateDirectory)) }
    for interpreter in ProgramFile.interpreters(of: program) { all.append(Place(.execute, interpreter)) }
    self.places = all
    watched = [program] + (stateDirectory.map { [$0] } ?? [])
    self.families = families
    self.refusals = refusals
  }

  /// What the handler is started with. Throws what open(2) says of a place that is not there.
  public func confinement() throws(SystemError) -> Confinement {
    let identities = watched.map(FileIdentity.init)
    if let made, made.identities == identities {
      return Confinement(made.ruleset, families: families, refusals: refusals)
    }
    let ruleset = try Ruleset(allowsNetwork: families.contains(.internet))
    for place in places {
      do { try ruleset?.allow(place.access, place.path) } catch  where place.mayBeMissing && error.isMissing {}
    }
    made = (ruleset, identities)
    return Confinement(ruleset, families: families, refusals: refusals)
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
