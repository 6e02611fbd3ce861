import CPIM
import SIP

/// What a MESSAGE brings.
enum Contents {
  /// To be stored.
  case message(CPIMMessage)
  /// What became of a message of ours.
  case notification(DispositionNotification)
  /// Whether the peer is writing.
  case composing(Composing)
}

extension Engine {
  /// Reads the body of a MESSAGE.
  func content(of received: ReceivedRequest) throws(Refusal) -> Contents {
    let body = received.request.body
    guard let type = received.contentType, let stated = ContentType(parsing: type.description) else {
      throw refusal(.badRequest, received.contentType == nil ? "Missing Body" : "Malformed Content-Type Header Field")
    }
    guard stated.isSameMedia(as: .cpim) else {
      return try content(body, stated) { () throws(CPIMError) in
        let (from, to) = (received.from, received.to)
        return try CPIMMessage.wrapping(
          body, as: stated, from: Engine.party(from), to: Engine.party(to))
      }
    }
    let message: CPIMMessage
    do throws(CPIMError) { message = try CPIMMessage(parsing: body) } catch { throw refusal(error) }
    if let from = message.from, !call.peer.isMeant(by: from.uri) {
      throw refusal(.forbidden, "CPIM From Is Not an Identity of the Certificate")
    }
    guard message.requiredButNotUnderstood.isEmpty else {
      throw refusal(.badRequest, "CPIM Requires What Is Not Understood")
    }
    guard message.isPlainlyEncoded else { throw unsupported }
    return try content(message.content, message.contentType) { () throws(CPIMError) in message }
  }

  private func content(
    _ bytes: [UInt8], _ type: ContentType, message: () throws(CPIMError) -> CPIMMessage
  ) throws(Refusal) -> Contents {
    var refused = unsupported
    do throws(CPIMError) {
      switch type.essence {
      case ContentType.text.essence:
        let message = try message()
        if message.text != nil { return .message(message) }
        let isUTF8 = ["utf-8", "us-ascii", nil].contains(message.contentType.charset)
        refused = isUTF8 ? refusal(.badRequest, "Text Is Not UTF-8") : unsupported
      case DispositionNotification.mediaType: return .notification(try DispositionNotification(parsing: bytes))
      case Composing.mediaType where options.knowsTyping: return .composing(try Composing(parsing: bytes))
      default: break
      }
    } catch {
      refused = refusal(error)
    }
    throw refused
  }

  private static func party(_ address: NameAddress) -> Party {
    Party(name: address.displayName.isEmpty ? nil : address.displayName, uri: address.uri.description)
  }

  private var unsupported: Refusal {
    Refusal(.unsupportedMediaType, fields: answers.capabilities.fields.filter { $0.name == .accept })
  }

  private func refusal(_ error: CPIMError) -> Refusal {
    switch error.kind {
    case .tooLarge: refusal(.requestEntityTooLarge, error.message)
    case .nested: unsupported
    default: refusal(.badRequest, error.message)
    }
  }

  /// A refusal with a reason of ours.
  func refusal(_ status: Status, _ reason: String, retryAfter seconds: Int? = nil) -> Refusal {
    let fields = seconds.flatMap { try? HeaderField(.retryAfter, String($0)) }
    return (try? Refusal(status, reason: reason, fields: fields.map { [$0] } ?? [])) ?? Refusal(status)
  }
}
