/// A response's status code (RFC 3261 §21).
public struct Status: Hashable, Sendable {
  /// 100 to 699.
  public let code: UInt16

  /// nil outside of 100 to 699.
  public init?(_ code: Int) {
    guard 100...699 ~= code else { return nil }
    self.code = UInt16(code)
  }

  private init(known code: UInt16) { self.code = code }

  /// What a status means, by its first digit.
  public enum Class: UInt16, Sendable {
    /// 1xx: more follows.
    case provisional = 1
    /// 2xx
    case success
    /// 3xx
    case redirection
    /// 4xx: this request, as it is, fails here.
    case clientError
    /// 5xx: it fails here, perhaps for a time.
    case serverError
    /// 6xx: it fails everywhere.
    case globalFailure
  }

  /// The class; an unknown status means what the class's x00 means (RFC 3261 §8.1.3.2).
  public var statusClass: Class { Class(rawValue: code / 100) ?? .globalFailure }

  /// Whether nothing more follows for the request.
  public var isFinal: Bool { code >= 200 }

  /// 200
  public static let ok = Status(known: 200)
  /// 202 (RFC 3428 §7): taken, and not yet delivered.
  public static let accepted = Status(known: 202)
  /// 400
  public static let badRequest = Status(known: 400)
  /// 403
  public static let forbidden = Status(known: 403)
  /// 404
  public static let notFound = Status(known: 404)
  /// 405
  public static let methodNotAllowed = Status(known: 405)
  /// 413
  public static let requestEntityTooLarge = Status(known: 413)
  /// 414
  public static let requestURITooLong = Status(known: 414)
  /// 415
  public static let unsupportedMediaType = Status(known: 415)
  /// 416
  public static let unsupportedURIScheme = Status(known: 416)
  /// 420
  public static let badExtension = Status(known: 420)
  /// 480
  public static let temporarilyUnavailable = Status(known: 480)
  /// 481
  public static let noSuchTransaction = Status(known: 481)
  /// 482
  public static let loopDetected = Status(known: 482)
  /// 483
  public static let tooManyHops = Status(known: 483)
  /// 486
  public static let busyHere = Status(known: 486)
  /// 500
  public static let serverInternalError = Status(known: 500)
  /// 501
  public static let notImplemented = Status(known: 501)
  /// 503
  public static let serviceUnavailable = Status(known: 503)
  /// 505
  public static let versionNotSupported = Status(known: 505)
  /// 513
  public static let messageTooLarge = Status(known: 513)
  /// 603
  public static let decline = Status(known: 603)

  /// The RFC's reason phrase, or its class's where the code is another.
  public var reason: String {
    switch code {
    case 200: "OK"
    case 202: "Accepted"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Request Entity Too Large"
    case 414: "Request-URI Too Long"
    case 415: "Unsupported Media Type"
    case 416: "Unsupported URI Scheme"
    case 420: "Bad Extension"
    case 480: "Temporarily Unavailable"
    case 481: "Call/Transaction Does Not Exist"
    case 482: "Loop Detected"
    case 483: "Too Many Hops"
    case 486: "Busy Here"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "Version Not Supported"
    case 513: "Message Too Large"
    case 603: "Decline"
    default:
      switch statusClass {
      case .provisional: "Trying"
      case .success: "OK"
      case .redirection: "Multiple Choices"
      case .clientError: "Bad Request"
      case .serverError: "Server Internal Error"
      case .globalFailure: "Busy Everywhere"
      }
    }
  }
}
