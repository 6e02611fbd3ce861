/// How text of a stranger is to be shown: what becomes of tabs and newlines, and how much is shown.
public struct SafeForm: Sendable, Equatable {
  /// What becomes of a tab or of a newline.
  public enum Whitespace: Sendable, Equatable {
    /// It stays. A newline is a line feed then, also where CR LF was.
    case kept
    /// A space stands for it.
    case space
    /// Its picture stands for it: U+2409, U+240A.
    case shown
  }

  /// What becomes of a tab.
  public var tab: Whitespace
  /// What becomes of a line feed, alone or after a carriage return.
  public var newline: Whitespace
  /// What follows every newline that is kept, so that no line of the text can be taken for one of the program's own.
  public var indentation: String
  /// The most Characters of the result; where there are more, the last of them is `…`. Nil for no bound.
  public var longest: Int?

  /// A form of one's own; `line` and `lines` are the usual ones.
  public init(tab: Whitespace, newline: Whitespace, indentation: String = "", longest: Int? = nil) {
    (self.tab, self.newline, self.indentation, self.longest) = (tab, newline, indentation, longest)
  }

  /// One line, for names, subjects and log lines: tabs and newlines are spaces.
  public static let line = SafeForm(tab: .space, newline: .space)

  /// Several lines, for the body of a message: tabs and newlines stay.
  public static let lines = SafeForm(tab: .kept, newline: .kept)

  /// The same, at most `longest` Characters.
  public func atMost(_ longest: Int) -> SafeForm {
    var form = self
    form.longest = longest
    return form
  }

  /// The same, with every line but the first after `indentation`.
  public func indented(by indentation: String) -> SafeForm {
    var form = self
    form.indentation = indentation
    return form
  }
}
