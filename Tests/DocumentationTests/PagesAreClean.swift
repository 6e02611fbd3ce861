import Foundation
import TestSupport
import Testing

@Test(arguments: ManualPage.names) func mandocFindsNothingToSay(_ name: String) throws {
  let mandoc = try ChildProcess(["mandoc", "-T", "lint", Repository.path("man/\(name)")])
  mandoc.closeInput()
  try mandoc.wait()
  try mandoc.output.waitForEnd()
  // Whether the system's own pages are installed and indexed is not these pages' affair.
  let complaints = mandoc.output.text.split(separator: "\n").filter {
    !$0.contains("referenced manual not found") && !$0.contains("outdated mandoc.db")
  }
  #expect(complaints.isEmpty)
}

@Test(arguments: ManualPage.names) func referencesToOurOwnPagesLeadToOne(_ name: String) throws {
  let references = try ManualPage(name).source.matches(of: /\.Xr (peertls\S*) (\d)/)
  #expect(!references.isEmpty)
  for reference in references {
    let page = "\(reference.output.1).\(reference.output.2)"
    #expect(ManualPage.names.contains(page), "\(page)")
  }
}

@Test func everySubcommandOfTheSynopsisFollowsTheCommand() throws {
  let lines = try ManualPage("peertls.1").section("SYNOPSIS").split(separator: "\n")
  let places = lines.indices.filter { lines[$0].hasPrefix(".Cm ") }
  #expect(places.count > 10)
  for place in places { #expect(lines[place - 1] == ".Nm", "\(lines[place])") }
}

@Test func everyPageIsKnownHere() throws {
  let pages = try FileManager.default.contentsOfDirectory(atPath: Repository.path("man"))
  #expect(pages.sorted() == ManualPage.names.sorted())
}

@Test(arguments: ManualPage.names) func everyPageHasExamplesAndSaysWhereToReadOn(_ name: String) throws {
  let source = try ManualPage(name).source
  for section in ["NAME", "DESCRIPTION", "EXAMPLES", "SEE ALSO"] { #expect(source.contains("\n.Sh \(section)\n")) }
}

/// What stands in a command line is typed as it is shown: mdoc takes away quotes, and blanks beside brackets.
@Test(arguments: ManualPage.names) func commandLinesAreShownAsTheyAreMeant(_ name: String) throws {
  let page = try ManualPage(name)
  for line in page.source.split(separator: "\n") where line.hasPrefix(".Dl ") {
    var meant = line.dropFirst(4)
    // One argument as a whole, which keeps its blanks.
    if meant.count > 1, meant.first == "\"", meant.last == "\"" { meant = meant.dropFirst().dropLast() }
    let shown = meant.replacing("\\(dq", with: "\"").replacing("\\&", with: "").replacing("\\e", with: "\\")
      .split(separator: " ").joined(separator: " ")
    #expect(page.text.contains(shown), "\(shown)")
  }
}
