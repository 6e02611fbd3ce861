import MIME

/// A mail without its envelopes: what there is to read, and what each piece was signed and encrypted with.
struct OpenedMail {
  /// What lay around some of the pieces.
  enum Layer {
    /// Encrypted to us; whether alteration would have been noticed.
    case encrypted(isAuthenticated: Bool)
    /// Signed; at least one signature.
    case signed([JudgedSignature])
    /// Encrypted or signed, and not to be opened: why.
    case sealed(String)
  }

  /// Something to read, or to save.
  struct Piece {
    /// The indexes of its layers, the outermost first.
    let layers: [Int]
    let entity: Entity
    /// Nobody's program is to read it: it stays as bytes.
    let isSealed: Bool
  }

  /// In the order in which they were found.
  var layers: [Layer] = []
  /// In their order.
  var pieces: [Piece] = []
  /// The layers around the whole content.
  var outermost: [Int] = []
  /// The header's fields as the content repeats them; nil where it does not.
  var protectedFields: [HeaderField]?
  /// What else is to be known.
  var notes: [String] = []

  /// The signatures over the whole content. One around ciphertext is none of them: whoever has made it need not know what
  /// the ciphertext holds.
  var signatures: [JudgedSignature] {
    let lastEncrypted = outermost.lastIndex { isEncrypted($0) }
    return outermost[(lastEncrypted.map { $0 + 1 } ?? 0)...].flatMap { signatures(of: $0) }
  }
  /// Whether somebody has signed the ciphertext of the whole content.
  var isCiphertextSigned: Bool {
    let lastEncrypted = outermost.lastIndex { isEncrypted($0) } ?? 0
    return outermost[..<lastEncrypted].contains { !signatures(of: $0).isEmpty }
  }
  /// Whether the whole content is signed.
  var isSigned: Bool { !signatures.isEmpty }
  /// Whether the whole content was encrypted.
  var isEncrypted: Bool { outermost.contains { isEncrypted($0) } }
  /// Whether all pieces have the same layers.
  var isUniform: Bool { pieces.allSatisfy { $0.layers == outermost } }

  private func isEncrypted(_ index: Int) -> Bool { if case .encrypted = layers[index] { true } else { false } }

  private func signatures(of index: Int) -> [JudgedSignature] {
    if case .signed(let signatures) = layers[index] { signatures } else { [] }
  }
}

extension OpenedMail.Piece {
  /// The longest text that is shown, in bytes; what is longer is a file.
  static let maximumText = 1 << 20

  /// Plain text, meant to be read. HTML is nothing for a terminal: it could show another text than what was meant, and what
  /// was decrypted could be sent away by what it names.
  var isText: Bool {
    !isSealed && !entity.isAttachment && entity.type.essence == "text/plain"
      && entity.header.body.count <= OpenedMail.Piece.maximumText
  }
}
