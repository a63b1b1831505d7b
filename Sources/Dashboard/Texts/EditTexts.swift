import Analysis
import SupplyGraph

/// Texts about edits and scenarios in one language. No defaults: a text missing in one language does not compile.
public struct EditTexts: Sendable {
  public typealias Name = (ProductIndex) -> String

  public var notAnEdit: Texts.Text1
  public var unknownKind: @Sendable (_ word: String, _ kinds: String) -> String
  public var wrongNumberOfNames: @Sendable (EditText.Kind, _ form: String) -> String
  public var notANumber: Texts.Text1
  public var notAShare: Texts.Text1
  public var notAChange: Texts.Text1
  public var signMissing: Texts.Text1

  public var unknownProduct: Texts.Text1
  public var unknownSupplier: Texts.Text1
  public var nothingSupplied: Texts.Text1
  public var noLink: Texts.Text2
  public var unitsDiffer: Texts.Text2
  public var sameProduct: Texts.Text1
  public var linkMissing: Texts.Text2
  public var nothingToScale: String

  public var noFigure: Texts.Text1
  public var loopWithoutAnswer: Texts.Text1
  public var outOfRange: String
  public var overflow: Texts.Text1
  public var notInPortfolio: Texts.Text1

  /// An edit that was not made, with the reason.
  public var notMade: Texts.Text2
  /// The figure an edit was made on is another one now.
  public var beforeDiffers: Texts.Text3
}

extension EditTexts {
  /// What is wrong with a text, and how it is written.
  public func problem(_ problem: EditText.Problem) -> String {
    switch problem {
    case .notAnEdit(let text): notAnEdit(text)
    case .unknownKind(let word):
      unknownKind(word, EditText.Kind.allCases.map(\.rawValue).joined(separator: ", "))
    case .wrongNumberOfNames(let kind, _): wrongNumberOfNames(kind, kind.form)
    case .notANumber(let text): notANumber(text)
    case .notAShare(let text): notAShare(text)
    case .notAChange(let text): notAChange(text)
    case .signMissing(let text): signMissing(text)
    }
  }

  /// Why an edit does not fit. Products are named by `name`.
  public func problem(_ problem: EditProblem, name: Name) -> String {
    switch problem {
    case .unknownProduct(let id): unknownProduct(id)
    case .unknownSupplier(let supplier): unknownSupplier(supplier)
    case .nothingSupplied(let supplier): nothingSupplied(supplier)
    case .noLink(let product, let component): noLink(product, component)
    case .unitsDiffer(let a, let b): unitsDiffer(a, b)
    case .sameProduct(let id): sameProduct(id)
    case .linkMissing(let product, let component): linkMissing(name(product), name(component))
    case .nothingToScale: nothingToScale
    case .refused(let refusal): self.refusal(refusal, name: name)
    }
  }

  private func refusal(_ refusal: EditRefusal, name: Name) -> String {
    switch refusal {
    case .noFigure(let p): noFigure(name(p))
    case .loopWithoutAnswer(let members):
      loopWithoutAnswer((members.prefix(8) + members.prefix(1)).map(name).joined(separator: " > "))
    case .outOfRange: outOfRange
    case .overflow(let p): overflow(name(p))
    case .notInPortfolio(let p): notInPortfolio(name(p))
    }
  }
}

extension EditText.Kind {
  /// How it is written: `amount:P>C=V`.
  public var form: String {
    switch self {
    case .own, .declared, .quantity: "\(rawValue):ID=V"
    case .primary: "\(rawValue):ID=80%"
    case .amount: "\(rawValue):P>C=V"
    case .swap: "\(rawValue):P>C=NEW"
    case .redirect: "\(rawValue):SUPPLIER>C=NEW"
    case .split: "\(rawValue):P>C>OTHER=60%"
    case .supplier, .supplierOwn: "\(rawValue):NAME=-20%"
    case .supplierPrimary: "\(rawValue):NAME=80%"
    }
  }
}

extension EditTexts {
  static let english = EditTexts(
    notAnEdit: { "“\($0)” is no edit. Edits are written like own:ID=4.1 or amount:P>C=-20%." },
    unknownKind: { "There are no edits of the kind “\($0)”. Kinds: \($1)." },
    wrongNumberOfNames: { "Edits of the kind \($0.rawValue) are written \($1)." },
    notANumber: { "“\($0)” is not a number. Write 4.1 or -20%." },
    notAShare: { "“\($0)” is not a share. Write 0.8 or 80%, from 0 to 100%." },
    notAChange: { "“\($0)” is not a change. Write -20% or +20%." },
    signMissing: { "“\($0)” could mean to and by. Write a change with its sign, -20% or +20%, or a number." },
    unknownProduct: { "There is no product with the id \($0)." },
    unknownSupplier: { "There is no supplier called \($0)." },
    nothingSupplied: { "\($0) supplies nothing that has a figure." },
    noLink: { "\($0) does not use \($1)." },
    unitsDiffer: { "\($0) and \($1) are counted in units that do not convert." },
    sameProduct: { "\($0) cannot take its own place, or be its own component." },
    linkMissing: { "\($0) does not list \($1)." },
    nothingToScale: "The figure is 0: a change in percent changes nothing. Write a number.",
    noFigure: { "\($0) has no figure: it is, or needs, a loop without a finite answer." },
    loopWithoutAnswer: { "That would make a loop without a finite answer: \($0)." },
    outOfRange: "The number cannot be: a share is from 0 to 100%, everything else finite.",
    overflow: { "The figure of \($0) would be beyond the range of numbers." },
    notInPortfolio: { "\($0) is not in the portfolio." },
    notMade: { "not made: \($0): \($1)" },
    beforeDiffers: { "\($0): was \($1) when it was saved, is \($2) now" }
  )

  static let japanese = EditTexts(
    notAnEdit: { "「\($0)」は変更として読めません。own:ID=4.1 や amount:P>C=-20% のように書きます。" },
    unknownKind: { "「\($0)」という種類の変更はありません。種類: \($1)" },
    wrongNumberOfNames: { "\($0.rawValue) の変更は \($1) と書きます。" },
    notANumber: { "「\($0)」は数値ではありません。4.1 や -20% のように書きます。" },
    notAShare: { "「\($0)」は比率ではありません。0.8 や 80% のように、0～100% で書きます。" },
    notAChange: { "「\($0)」は増減ではありません。-20% や +20% と書きます。" },
    signMissing: { "「\($0)」は値か増減か区別できません。増減は符号を付けて -20%、+20% と書きます。" },
    unknownProduct: { "ID が \($0) の製品はありません。" },
    unknownSupplier: { "\($0) という取引先はありません。" },
    nothingSupplied: { "\($0) の製品には数値がありません。" },
    noLink: { "\($0) は \($1) を使っていません。" },
    unitsDiffer: { "\($0) と \($1) は単位を換算できません。" },
    sameProduct: { "\($0) を自分自身と置き換えたり、自分の構成品にしたりはできません。" },
    linkMissing: { "\($0) の構成に \($1) がありません。" },
    nothingToScale: "値が 0 のため、百分率では変わりません。数値で指定してください。",
    noFigure: { "\($0) には数値がありません(解のない循環に含まれるか、依存しています)。" },
    loopWithoutAnswer: { "解のない循環になります: \($0)" },
    outOfRange: "あり得ない数値です。比率は 0～100%、その他は有限の数値です。",
    overflow: { "\($0) の値が数値の範囲を超えます。" },
    notInPortfolio: { "\($0) は製品群にありません。" },
    notMade: { "適用しません: \($0): \($1)" },
    beforeDiffers: { "\($0): 保存時は \($1)、現在は \($2)" }
  )
}
