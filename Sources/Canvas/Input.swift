/// A key as a person names it.
public enum Key: Hashable, Sendable {
  case character(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  /// F1 is `function(1)`.
  case function(Int)
  /// A letter with Ctrl, in lower case: Ctrl-L is `control("l")`.
  case control(Character)
}

/// Something done with the mouse. Row and column count from 0.
public struct MouseEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The first button.
    case press
    /// The second press of the first button on the same cell, shortly after the first.
    case doublePress
    case wheelUp, wheelDown
  }

  public var kind: Kind
  public var row: Int
  public var column: Int

  public init(kind: Kind, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }
}

/// What a terminal tells the program.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Pasted text. It is text, never commands.
  case paste(String)
  case mouse(MouseEvent)
  case resize(Size)
  /// Ctrl-C or SIGINT.
  case interrupt
  /// SIGTERM, SIGHUP, or the terminal is gone.
  case terminate
  /// The program runs again after it was stopped: everything has to be drawn anew.
  case resumed
  /// The terminal has told how wide it draws ambiguous characters.
  case ambiguousWidth(Int)
}
