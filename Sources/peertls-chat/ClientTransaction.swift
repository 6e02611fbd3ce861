import SIP

/// A request of ours that is not answered yet; there is one at a time, so that what is sent keeps its order.
struct ClientTransaction {
  /// What the request is for.
  enum Purpose: Equatable {
    /// A file of `out/`, and in which form it went.
    case file(String, Form)
    /// A delivery notification; it is no file.
    case receipt
    /// OPTIONS: what the peer takes.
    case capabilities
    /// Whether our side is writing.
    case composing
  }

  /// The forms that a message can be sent in.
  enum Form: Equatable {
    /// message/cpim
    case whole
    /// text/plain alone, for a peer that knows no more.
    case textAlone
    /// message/cpim with a notification, which is kept nowhere: nobody reads one twice.
    case notification
  }

  let id: TransactionID
  let purpose: Purpose
  /// Timer F (RFC 3261 §17.1.2.2): when it is given up, on the monotonic clock.
  let deadline: UInt64
}
