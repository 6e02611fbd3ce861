/// A command of the control connection, its arguments read. Paths are as they came: `VirtualPath` resolves them.
public enum Command: Equatable, Sendable {
  // Who calls (RFC 959 §4.1.1, RFC 7151)
  case user(String)
  /// What was given is not kept.
  case pass
  /// What was given is not kept.
  case acct
  case host(String)
  case rein
  case quit

  // How safely (RFC 2228, RFC 4217)
  case auth
  case pbsz
  case prot(Protection)
  case ccc

  // What the two speak (RFC 2389, RFC 2640)
  case feat
  case opts(Options)
  /// The language's tag; nil asks for the usual one.
  case lang(String?)
  case clnt
  case syst
  case help
  case noop
  case site(Site)

  // How data goes (RFC 959 §4.1.2, RFC 2428)
  case epsv(ExtendedPassive)
  /// PASV, and LPSV.
  case pasv
  /// PORT, EPRT and LPRT: the address is not even looked at.
  case port
  case type(Representation)
  /// STRU F and MODE S, the only ones there are.
  case stru, mode
  /// REST: the byte to begin at, up to Int64.max.
  case rest(UInt64)
  /// ALLO: so many bytes are to come.
  case allo(UInt64)

  // Files (RFC 959 §4.1.3, RFC 3659)
  case retr([UInt8])
  case stor([UInt8])
  case appe([UInt8])
  case stou
  case abor
  case dele([UInt8])
  case rnfr([UInt8])
  case rnto([UInt8])
  case size([UInt8])
  case mdtm([UInt8])
  /// MFMT (draft-somers-ftp-mfxx-04): seconds since 1970, and the path.
  case mfmt(Int64, [UInt8])
  /// HASH (draft-bryan-ftpext-hash-02).
  case hash([UInt8])

  // Directories; nil is the current one
  case cwd([UInt8])
  case cdup
  case pwd
  case mkd([UInt8])
  case rmd([UInt8])
  case list([UInt8]?)
  case nlst([UInt8]?)
  case mlsd([UInt8]?)
  case mlst([UInt8]?)
  /// STAT: of a path, else of the connection.
  case stat([UInt8]?)

  /// The one hash that HASH has, by its name in IANA's registry.
  public static let hashAlgorithm = "SHA-256"

  /// What PROT asks for (RFC 2228 §3).
  public enum Protection: UInt8, Sendable {
    case clear = 0x43
    case safe = 0x53
    case confidential = 0x45
    case `private` = 0x50
  }

  /// What OPTS sets.
  public enum Options: Equatable, Sendable {
    /// UTF8 ON: it always is.
    case utf8
    /// The facts that MLST and MLSD are to tell.
    case mlst([Fact])
    /// The hash that HASH is to give.
    case hash
  }

  /// What SITE asks for.
  public enum Site: Sendable {
    /// What there is.
    case help
    /// What is used and what may be.
    case quota
  }

  /// What EPSV asks for.
  public enum ExtendedPassive: Sendable {
    /// A port.
    case port
    /// No other command for data connections from now on.
    case all
  }

  /// TYPE: how files are told.
  public enum Representation: Sendable {
    /// TYPE A N: text whose lines end with CR LF.
    case text
    /// TYPE I, and L 8: bytes.
    case image
  }
}
