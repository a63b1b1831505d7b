/// All texts of one language, made once. They are some hundred strings and functions: whoever needs one of them reads
/// it from here, and nothing is copied.
final class Wording: Sendable {
  let texts: Texts
  let whatIf: WhatIfTexts
  let gaps: GapTexts
  let hosts: HostTexts
  let edits: EditTexts

  private init(
    _ texts: Texts, _ whatIf: WhatIfTexts, _ gaps: GapTexts, _ hosts: HostTexts, _ edits: EditTexts
  ) {
    self.texts = texts
    self.whatIf = whatIf
    self.gaps = gaps
    self.hosts = hosts
    self.edits = edits
  }

  static let english = Wording(.english, .english, .english, .english, .english)
  static let japanese = Wording(.japanese, .japanese, .japanese, .japanese, .japanese)
}

extension Language {
  var wording: Wording { self == .ja ? .japanese : .english }

  public var texts: Texts { wording.texts }
  public var whatIfTexts: WhatIfTexts { wording.whatIf }
  public var gapTexts: GapTexts { wording.gaps }
  public var hostTexts: HostTexts { wording.hosts }
  public var editTexts: EditTexts { wording.edits }
}
