/// Where something is, as the peer sees it: names from the root down. Paths are resolved by their text alone, so none
/// leads out of the root.
public struct VirtualPath: Sendable {
  /// The most names.
  public static let maximumDepth = 32
  /// The longest path, in bytes.
  public static let maximumBytes = 4096
  /// The longest name, in bytes.
  public static let maximumNameBytes = 255
  /// The name that is the store's own in every directory.
  public static let reservedName = ".peertls"

  /// The names; none for the root.
  public let components: [String]

  /// The root.
  public init() { components = [] }

  private init(_ components: [String]) { self.components = components }

  /// The path from `/` on.
  public var text: String { "/" + components.joined(separator: "/") }
  /// Whether it is the root.
  public var isRoot: Bool { components.isEmpty }
  /// The last name; nil for the root.
  public var name: String? { components.last }
  /// The directory that it is in; the root for the root.
  public var parent: VirtualPath { VirtualPath(Array(components.dropLast())) }

  /// What an argument means seen from here: `/` begins at the root, `..` goes up and stays at the root, `.` and further
  /// slashes mean nothing. No argument is here.
  public func resolving(_ argument: [UInt8]) throws(PathError) -> VirtualPath {
    guard argument.count <= VirtualPath.maximumBytes else { throw .tooLong }
    guard let text = String(validating: argument, as: UTF8.self) else { throw .notText }
    var components = text.utf8.first == UInt8(ascii: "/") ? [] : components
    for part in text.unicodeScalars.split(separator: "/") {
      let name = String(part)
      switch name {
      case ".": continue
      case "..": _ = components.popLast()
      default:
        try VirtualPath.check(name)
        components.append(name)
        guard components.count <= VirtualPath.maximumDepth else { throw .tooDeep }
      }
    }
    let path = VirtualPath(components)
    guard path.text.utf8.count <= VirtualPath.maximumBytes else { throw .tooLong }
    return path
  }

  /// The entry of that name in this directory.
  public func appending(_ name: String) throws(PathError) -> VirtualPath {
    guard VirtualPath.isName(name) else { throw .control }
    return try resolving(Array(name.utf8))
  }

  /// Whether a text can be a name here: 1 to ``maximumNameBytes`` bytes without controls and slashes, no `.` or `..`, and
  /// not reserved.
  public static func isName(_ text: String) -> Bool {
    guard !text.isEmpty, text != ".", text != "..", !text.utf8.contains(UInt8(ascii: "/")) else { return false }
    do throws(PathError) { try check(text) } catch { return false }
    return true
  }

  private static func check(_ name: String) throws(PathError) {
    guard name.utf8.count <= maximumNameBytes else { throw .nameTooLong }
    guard !name.unicodeScalars.contains(where: isControl) else { throw .control }
    // A file system may ignore case.
    guard lowercased(name) != reservedName else { throw .reserved }
  }
}

extension VirtualPath: Equatable {
  /// Byte by byte, as files are told apart: for Swift two spellings of one character are the same.
  public static func == (one: VirtualPath, other: VirtualPath) -> Bool {
    one.components.elementsEqual(other.components) { $0.utf8.elementsEqual($1.utf8) }
  }
}

/// Why an argument is no path.
public enum PathError: Error, Equatable, Sendable {
  /// It is not UTF-8.
  case notText
  /// A name has a control character in it.
  case control
  /// A name is longer than ``VirtualPath/maximumNameBytes``.
  case nameTooLong
  /// The path is longer than ``VirtualPath/maximumBytes``.
  case tooLong
  /// There are more names than ``VirtualPath/maximumDepth``.
  case tooDeep
  /// The name is the store's own.
  case reserved

  /// The reply: 553 where the name cannot be one, 550 where nothing is to be had by it.
  public var reply: Reply {
    switch self {
    case .notText: Reply(553, "Names are UTF-8.")
    case .control: Reply(553, "A name has no control characters in it.")
    case .nameTooLong: Reply(553, "A name has at most \(VirtualPath.maximumNameBytes) bytes.")
    case .tooLong: Reply(553, "A path has at most \(VirtualPath.maximumBytes) bytes.")
    case .tooDeep: Reply(553, "A path has at most \(VirtualPath.maximumDepth) names.")
    case .reserved: Reply(550, "That name is reserved.")
    }
  }
}

/// ASCII letters in lower case; all else as it is.
func lowercased(_ text: some StringProtocol) -> String {
  String(decoding: text.utf8.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
}
