import CPIM
import Processes

/// A message in sent/, and what its receiver told of it.
public struct SentMessage: Equatable, Sendable {
  /// What it was called in out/.
  public let name: String
  /// Nil, `delivered` or `displayed`.
  public let disposition: Disposition?

  /// Reads a file's name in sent/; nil for any other.
  public init?(_ text: String) {
    guard let found = SentName(text) else { return nil }
    name = found.name
    switch found.mark {
    case .delivered: disposition = .delivered
    case .displayed: disposition = .displayed
    case nil: disposition = nil
    }
  }
}

extension Conversation {
  /// How a message of ours is called in sent/ now; nil where it is not there.
  public func sentMessage(_ name: String) throws(SystemError) -> (text: String, message: SentMessage)? {
    guard let found = try sentName(name), let message = SentMessage(found.text) else { return nil }
    return (found.text, message)
  }
}
