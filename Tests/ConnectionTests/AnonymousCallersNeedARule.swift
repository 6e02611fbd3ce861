import TestSupport
import Testing

private let policy = "anchor acme anchors/acme.pem\nallow echo anonymous\nallow * anchor=acme\n"

@Test func whereARuleSaysSoTheyGetIn() throws {
  try expectWelcome(for: nil, by: NodeSetup(policy: policy))
}

@Test func elsewhereTheyDoNot() throws {
  var setup = NodeSetup(policy: policy)
  setup.handlers["other"] = "ExecStart=cat\nALPN=other"
  try expectRefusal(of: nil, by: setup, .certificateRequired, reason: "no certificate", alpn: "other")
}
