import Lexemes

/// `anchor NAME FILE [crl=FILE]`: issuers that the policy accepts.
public struct AnchorDeclaration: Equatable, Sendable {
  /// What rules call it.
  public var name: String
  /// The certificates' file, as written.
  public var file: String
  /// The revocation list's file, as written; nil if none is named.
  public var crl: String?
  /// The line of the declaration, from 1.
  public var line: Int
  /// The column of the certificates' file, from 1, in bytes: for errors about it.
  public var column: Int
  /// The column of the revocation list's file, from 1, in bytes; 0 if none is named.
  public var crlColumn: Int
}

/// `list NAME FILE`: people, one a line.
public struct ListDeclaration: Equatable, Sendable {
  /// What rules call it.
  public var name: String
  /// The file, as written.
  public var file: String
  /// The line of the declaration, from 1.
  public var line: Int
  /// The column of the file, from 1, in bytes: for errors about it.
  public var column: Int
}

/// A policy as it was written: its declarations and its rules. The files that it names have not been read.
public struct PolicySource: Equatable, Sendable {
  /// The largest policy file, in bytes: 1 MiB.
  public static let maximumBytes = 1 << 20
  /// The longest line of a policy or of a list, in bytes, its end not counted.
  public static let maximumLineBytes = Place.maximumLineBytes
  /// The longest word, in bytes.
  public static let maximumWordBytes = Word.maximumBytes
  /// The most rules in a policy.
  public static let maximumRules = 4096
  /// The most anchors in a policy.
  public static let maximumAnchors = 64
  /// The most lists in a policy.
  public static let maximumLists = 256
  /// The longest name of an anchor, a list or a service, in bytes.
  public static let maximumNameBytes = Name.maximumBytes

  /// The file, as it was named to the parser.
  public var file: String
  /// The anchors, in the order of their indexes.
  public var anchors: [AnchorDeclaration] = []
  /// The lists, in the order of their indexes.
  public var lists: [ListDeclaration] = []
  /// The rules, in the order in which they are tried.
  public var rules: [Rule] = []

  /// Reads a policy file.
  /// - Parameter file: the file's name, for errors.
  /// - Throws: the first error, with its place.
  public static func parse(_ bytes: [UInt8], file: String) throws(PolicyError) -> PolicySource {
    var source = PolicySource(file: file)
    guard bytes.count <= maximumBytes else {
      throw Place(file: file, line: 1).error(1, "the policy has \(bytes.count) bytes; at most \(maximumBytes) are read")
    }
    guard !bytes.starts(with: [0xef, 0xbb, 0xbf]) else {
      throw Place(file: file, line: 1).error(1, "found a byte order mark; expected UTF-8 without one")
    }
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let place = Place(file: file, line: line)
      try source.read(place.words(of: text.span), place)
    }
    return source
  }

  private mutating func read(_ words: [Word], _ place: Place) throws(PolicyError) {
    guard let verb = words.first else { return }
    let rest = words.dropFirst()
    if let verdict = Verdict(rawValue: verb.text) {
      guard rules.count < Self.maximumRules else {
        throw place.error(verb.column, "one rule too many; a policy has at most \(Self.maximumRules)")
      }
      var grammar = RuleGrammar(place, verdict, anchors: anchors.map(\.name), lists: lists.map(\.name))
      rules.append(try grammar.rule(rest, after: verb))
    } else if verb.text == "anchor" {
      try declareAnchor(rest, after: verb, place)
    } else if verb.text == "list" {
      try declareList(rest, after: verb, place)
    } else {
      let verbs = ["anchor", "list"] + Verdict.allCases.map(\.rawValue)
      let hint = suggestion(for: verb.text, among: verbs)
      throw place.error(
        verb.column, "found \(shown(verb.text)); expected anchor, list, allow, deny or knock\(hint)")
    }
  }

  private mutating func declareAnchor(_ words: ArraySlice<Word>, after verb: Word, _ place: Place) throws(PolicyError) {
    let form = "anchor NAME FILE [crl=FILE]"
    guard anchors.count < Self.maximumAnchors else {
      throw place.error(verb.column, "one anchor too many; a policy has at most \(Self.maximumAnchors)")
    }
    let (name, file) = try place.nameAndFile(words, after: verb, form, taken: anchors.map { ($0.name, $0.line) })
    var anchor = AnchorDeclaration(
      name: name, file: file.text, crl: nil, line: place.line, column: file.column, crlColumn: 0)
    var more = words.dropFirst(2)
    if let (key, value) = more.first?.sides, key == "crl" {
      guard !value.bytes.isEmpty else { throw place.error(value.column, "crl= has no value; expected crl=FILE") }
      anchor.crl = value.text
      anchor.crlColumn = value.column
      more = more.dropFirst()
    }
    if let extra = more.first {
      throw place.error(extra.column, "found \(shown(extra.text)); expected only \(form)")
    }
    anchors.append(anchor)
  }

  private mutating func declareList(_ words: ArraySlice<Word>, after verb: Word, _ place: Place) throws(PolicyError) {
    let form = "list NAME FILE"
    guard lists.count < Self.maximumLists else {
      throw place.error(verb.column, "one list too many; a policy has at most \(Self.maximumLists)")
    }
    let (name, file) = try place.nameAndFile(words, after: verb, form, taken: lists.map { ($0.name, $0.line) })
    if let extra = words.dropFirst(2).first {
      throw place.error(extra.column, "found \(shown(extra.text)); expected only \(form)")
    }
    lists.append(ListDeclaration(name: name, file: file.text, line: place.line, column: file.column))
  }
}

extension Place {
  fileprivate func nameAndFile(
    _ words: ArraySlice<Word>, after verb: Word, _ form: String, taken: [(name: String, line: Int)]
  ) throws(PolicyError) -> (String, Word) {
    guard let name = words.first else {
      throw error(verb.column + verb.bytes.count, "found the end of the line; expected \(form)")
    }
    guard Name.isValid(name.text) else {
      throw error(name.column, "found \(shown(name.text)); expected a name, \(Name.form)")
    }
    if let other = taken.first(where: { $0.name == name.text }) {
      throw error(name.column, "\(shown(name.text)) is declared already, in line \(other.line)")
    }
    guard let file = words.dropFirst().first else {
      throw error(name.column + name.bytes.count, "found the end of the line; expected \(form)")
    }
    guard !file.bytes.isEmpty, file.sides?.key != "crl" else {
      throw error(file.column, "found \(shown(file.text)); expected a file: \(form)")
    }
    return (name.text, file)
  }
}
