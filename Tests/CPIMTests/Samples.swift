import CPIM

/// Messages and documents; CR LF stands where a line ends.
enum Samples {
  static func bytes(_ text: String) -> [UInt8] {
    Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
  }

  /// The example of RFC 3862.
  static let weather = """
    From: MR SANDERS <im:piglet@100akerwood.com>
    To: Depressed Donkey <im:eeyore@100akerwood.com>
    DateTime: 2000-12-13T13:40:00-08:00
    Subject: the weather will be fine today
    Subject:;lang=fr beau temps prevu pour aujourd'hui
    NS: MyFeatures <mid:MessageFeatures@id.foo.com>
    Require: MyFeatures.VitalMessageOption
    MyFeatures.VitalMessageOption: Confirmation-requested
    MyFeatures.WackyMessageOption: Use-silly-font

    Content-type: text/xml; charset=utf-8
    Content-ID: <1234567890@foo.com>

    <body>
    Here is the text of my message.
    </body>
    """

  /// In the manner of RFC 5438.
  static let request = """
    From: Alice <im:alice@example.com>
    To: Bob <im:bob@example.com>
    NS: imdn <urn:ietf:params:imdn>
    imdn.Message-ID: 34jk324j
    DateTime: 2006-04-04T12:16:49-05:00
    imdn.Disposition-Notification: positive-delivery, negative-delivery

    Content-type: text/plain
    Content-length: 12

    Hello World

    """

  /// In the manner of RFC 5438.
  static let notification = """
    <?xml version="1.0" encoding="UTF-8"?>
    <imdn xmlns="urn:ietf:params:xml:ns:imdn">
      <message-id>34jk324j</message-id>
      <datetime>2008-04-04T12:16:49-05:00</datetime>
      <recipient-uri>im:bob@example.com</recipient-uri>
      <original-recipient-uri>im:bob@example.com</original-recipient-uri>
      <delivery-notification>
        <status>
          <delivered/>
        </status>
      </delivery-notification>
    </imdn>
    """

  /// In the manner of RFC 3994.
  static let composing = """
    <?xml version="1.0" encoding="UTF-8"?>
    <isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:schemaLocation="urn:ietf:params:xml:ns:im-composing iscomposing.xsd">
      <state>active</state>
      <contenttype>text/plain</contenttype>
      <refresh>90</refresh>
    </isComposing>
    """

  /// A message with these lines of headers.
  static func message(_ headers: String...) throws(CPIMError) -> CPIMMessage {
    try CPIMMessage(parsing: bytes((headers + ["", "", "text"]).joined(separator: "\n")))
  }

  /// A message whose content has these lines of headers.
  static func content(_ headers: String...) throws(CPIMError) -> CPIMMessage {
    try CPIMMessage(parsing: bytes((["From: <im:a>", ""] + headers + ["", "text"]).joined(separator: "\n")))
  }

  /// What is said against it; nil if nothing.
  static func refusal<Value>(_ read: () throws(CPIMError) -> Value) -> CPIMError? {
    do throws(CPIMError) {
      _ = try read()
      return nil
    } catch { return error }
  }
}
