import Canvas

/// Whether to use colours. Emphasis (bold, underline, reverse) is used in any case.
public enum ColourChoice: String, CaseIterable, Sendable {
  /// As many as the terminal has, none when NO_COLOR is set and not empty.
  case auto
  /// As `auto`, but whatever NO_COLOR says.
  case always
  case never
}

/// How to use a terminal.
public struct TerminalOptions: Sendable {
  public var colour: ColourChoice
  /// nil: what the terminal can show.
  public var glyphs: GlyphLadder?
  /// Columns of an East Asian Ambiguous character; nil: the terminal is asked.
  public var ambiguousWidth: Int?
  public var mouse: Bool
  public var theme: Theme

  public init(
    colour: ColourChoice = .auto, glyphs: GlyphLadder? = nil, ambiguousWidth: Int? = nil, mouse: Bool = true,
    theme: Theme = .standard
  ) {
    self.colour = colour
    self.glyphs = glyphs
    self.ambiguousWidth = ambiguousWidth
    self.mouse = mouse
    self.theme = theme
  }
}

/// Why a terminal cannot be used.
public enum TerminalError: Error, Hashable, Sendable {
  /// Neither the standard streams nor `/dev/tty` are a terminal.
  case notATerminal
  /// There is no description of any terminal on this machine; holds the name that was looked for first.
  case noDescription(String)
}

extension TerminalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notATerminal: "no terminal to show a screen on"
    case .noDescription(let name):
      "no terminal description for TERM=\(sanitised(name)) (package ncurses-base)"
    }
  }
}

/// Wakes a terminal that waits for events.
public struct Waker: Sendable {
  /// Ends the current or the next ``Terminal/wait(timeout:)``. From any thread; costs one byte in a pipe.
  public func wake() { wakeTerminal() }
}
