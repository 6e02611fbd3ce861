import CPIM
import SafeText

/// Who has said something, and how sure that is.
public struct Speaker: Equatable, Sendable {
  /// The most characters of a name that are shown.
  public static let maximumName = 64

  /// What is shown, between `<` and `>`, fit for a terminal. What the peer alone says comes after what is known, so that
  /// it cannot take its place.
  public let text: String

  /// Of a received message: its own headers say what the connection's certificate was worth. `contact` is what the
  /// person calls the peer.
  public init(_ message: CPIMMessage, contact: String) {
    self.init(name: message[own: "Name"] ?? "", isVerified: message[own: "Verified"] == "yes", contact: contact)
  }

  /// With the name of a certificate, and whether an anchor vouches for it.
  public init(name: String, isVerified: Bool, contact: String) {
    let (name, contact) = (Speaker.shown(name), Speaker.shown(contact))
    switch (isVerified, name.isEmpty) {
    case (true, true): text = contact
    case (true, false): text = name
    case (false, true): text = "\(contact), key only"
    case (false, false): text = "\(contact), claims to be \(name)"
    }
  }

  /// A name on one line, without what ends it.
  public static func shown(_ name: String) -> String {
    String(SafeText.of(name, .line.atMost(maximumName)).map { "<>".contains($0) ? "\u{FFFD}" : $0 })
  }
}
