/// How a role looks. A colour of nil is the terminal's own.
public struct RoleStyle: Hashable, Sendable {
  public var foreground: RGB?
  public var background: RGB?
  public var emphasis: Emphasis

  public init(foreground: RGB? = nil, background: RGB? = nil, emphasis: Emphasis = []) {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
  }
}

/// The looks of all roles.
///
/// Colours start from the palette of Okabe and Ito (2008), which people with any kind of colour vision can tell
/// apart: blue for primary, orange for secondary data; unknown data takes the colour of text, which its sparse texture
/// turns into grey. Colour only repeats what texture, sign or
/// emphasis already says; red and green carry no meaning at all.
public struct Theme: Hashable, Sendable {
  /// The theme's name for settings, in English.
  public let name: String
  /// The colours of the page, where there is no terminal to take them from.
  public let pageForeground, pageBackground: RGB
  private let styles: [RoleStyle]

  public init(
    name: String, pageForeground: RGB, pageBackground: RGB, style: (Role) -> RoleStyle
  ) {
    self.name = name
    self.pageForeground = pageForeground
    self.pageBackground = pageBackground
    styles = Role.allCases.map(style)
  }

  public func style(_ role: Role) -> RoleStyle { styles[Int(role.rawValue)] }

  /// The terminal's own background, dark or light: the colours keep a contrast of 3 : 1 with both.
  public static let standard = Theme(
    name: "standard", pageForeground: RGB(0xD6D6D6), pageBackground: RGB(0x16181C)
  ) { role in
    coloured(
      role, primary: 0x2288CC, secondary: 0xCC7A00, unknown: nil, quiet: 0x8A8A8A, change: 0xB8679B,
      calm: 0x2C8C99)
  }

  /// Darker colours, for a light background.
  public static let light = Theme(
    name: "light", pageForeground: RGB(0x1C1C1C), pageBackground: RGB(0xFFFFFF)
  ) { role in
    coloured(
      role, primary: 0x0050A8, secondary: 0xB35900, unknown: 0x1C1C1C, quiet: 0x6B6B6B, change: 0x8F3F75,
      calm: 0x00636F)
  }

  /// White on black with strong colours, for projectors.
  public static let highContrast = Theme(
    name: "high-contrast", pageForeground: RGB(0xFFFFFF), pageBackground: RGB(0x000000)
  ) { role in
    var style = coloured(
      role, primary: 0x56B4E9, secondary: 0xFFB000, unknown: 0xFFFFFF, quiet: 0xBEBEBE, change: 0xFF9ED8,
      calm: 0x7FE0E8)
    if style.foreground == nil { style.foreground = RGB(0xFFFFFF) }
    style.background = RGB(0x000000)
    style.emphasis.remove(.dim)
    return style
  }

  /// No colours at all.
  public static let mono = Theme(
    name: "mono", pageForeground: RGB(0x000000), pageBackground: RGB(0xFFFFFF)
  ) { role in
    RoleStyle(emphasis: emphasis(of: role))
  }

  /// All themes, for settings.
  public static let all: [Theme] = [.standard, .light, .highContrast, .mono]

  private static func coloured(
    _ role: Role, primary: UInt32, secondary: UInt32, unknown: UInt32?, quiet: UInt32, change: UInt32,
    calm: UInt32
  ) -> RoleStyle {
    let colour: UInt32? =
      switch role {
      case .primary, .key: primary
      case .secondary, .notice: secondary
      case .unknown: unknown
      case .muted, .hint: quiet
      case .increase: change
      case .decrease: calm
      case .text, .title, .tab, .activeTab, .heading, .selected, .match: nil
      }
    return RoleStyle(foreground: colour.map { RGB($0) }, emphasis: emphasis(of: role))
  }

  /// What tells the roles apart without colour, where texture, sign or words do not.
  private static func emphasis(of role: Role) -> Emphasis {
    switch role {
    case .title, .selected: .reverse
    case .activeTab, .heading, .notice, .key: .bold
    case .match: [.bold, .underline]
    case .text, .tab, .muted, .primary, .secondary, .unknown, .increase, .decrease, .hint: []
    }
  }
}
