public import Emend

/// What the last bytes of an input decide, so that the fuzzer finds configurations as it finds texts.
public struct Choices {
  /// The input without the bytes that were spent.
  public private(set) var rest: [UInt8]

  public init(_ input: [UInt8]) { rest = input }

  /// A number below a bound; 0 where nothing is left.
  public mutating func below(_ bound: Int) -> Int { Int(rest.popLast() ?? 0) % bound }

  private mutating func one<Name: CaseIterable>(of names: Name.Type) -> Name {
    let all = Array(names.allCases)
    return all[below(all.count)]
  }

  /// A configuration: half of them the standard one.
  public mutating func configuration() -> Configuration {
    var result = Configuration.standard
    guard below(2) == 1 else { return result }
    result.wrap = one(of: Configuration.Wrap.self)
    result.tables = one(of: Configuration.TableStyle.self)
    result.furniture = one(of: Configuration.FurnitureStyle.self)
    result.garbage = one(of: Configuration.GarbageStyle.self)
    result.format = [nil, .plain, .markdown][below(3)]
    result.threshold = [nil, 0.5, 0.7, 0.99][below(4)]
    result.windowSize = [1 << 10, 4 << 10, 1 << 20][below(3)]
    result.flushes = below(4) == 0
    let stages = Registry.manuals.map(\.name)
    if below(3) == 0 { result.stages.remove(stages[below(stages.count)]) }
    return result
  }
}
