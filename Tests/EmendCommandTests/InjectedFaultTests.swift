import Foundation
import Testing

/// Tests/Faults/faults.c, built: the library that lets calls of the operating system fail to order.
private enum Faults {
  /// Nil where it cannot be built, or would not be loaded.
  static let library: String? = {
    #if os(Linux)
      let source = package.appendingPathComponent("Tests/Faults/faults.c").path
      let folder = package.appendingPathComponent(".build/faults").path
      let scratch = "\(folder)/\(getpid()).so"
      let library = "\(folder)/faults.so"
      guard let work = try? Folder(),
        let built = try? work.shell(
          "mkdir -p '\(folder)' && cc -shared -fPIC -O1 -o '\(scratch)' '\(source)' -ldl"
            + " && mv '\(scratch)' '\(library)'")
      else { return nil }
      return built.status == 0 ? library : nil
    #else
      // Swift's own tools there do not let a library come before the system's.
      return nil
    #endif
  }()
}

/// A call of the command, and what it finds in its folder.
private struct Scene: CustomTestStringConvertible, Sendable {
  var name: String
  var files: [String: String]
  var arguments: [String]
  /// Run in the folder before.
  var preparation = ""
  /// What is put behind the file name of a log that the text needs to be undone.
  var log: (text: String, log: String)?
  var testDescription: String { name }

  static let all = [
    Scene(
      name: "into new files", files: ["a": broken],
      arguments: ["a", "-o", "out", "--edits", "log"],
      log: ("out", "log")),
    Scene(
      name: "over old files",
      files: ["a": broken, "out": "old\n", "log": "{\"format\":\"emend-log\",\"version\":0}\n"],
      arguments: ["a", "-o", "out", "--edits", "log"], log: ("out", "log")),
    Scene(
      name: "in place", files: ["a": broken], arguments: ["--in-place", "a", "--edits", "log"],
      log: ("a", "log")),
    Scene(
      name: "in place, the old one kept", files: ["a": broken], arguments: ["--in-place=.bak", "a"]),
    Scene(
      name: "a file with two names", files: ["a": broken], arguments: ["--in-place", "a"],
      preparation: "ln a other"),
    Scene(
      name: "records in place", files: ["r": "{\"text\":\"The goverment met.\"}\n"],
      arguments: ["--jsonl", "--in-place", "r"]),
    Scene(
      name: "undo", files: ["a": broken], arguments: ["undo", "text", "log", "-o", "source"],
      preparation: "emend a -o text --edits log"),
    Scene(name: "to standard output", files: ["a": broken], arguments: ["a"]),
    Scene(
      name: "batch", files: ["in/a": broken, "in/b/c": "The goverment met.\n"],
      arguments: ["batch", "in", "-o", "out", "--edits", "--jobs", "1"],
      log: ("out/a", "out/a.edits.jsonl")),
  ]
}

/// Faults that are injected at every call: nothing is half-written, nothing lies about, the source is
/// there, and who has called is told.
@Suite(.enabled(if: Faults.library != nil)) struct InjectedFaultTests {
  /// What lies in a folder: the bytes by their paths, without what is the batch's own.
  private static func files(_ folder: Folder) throws -> [String: [UInt8]] {
    let root = URL(fileURLWithPath: folder.path)
    var result: [String: [UInt8]] = [:]
    for path in FileManager.default.subpaths(atPath: folder.path) ?? [] {
      var isFolder: ObjCBool = false
      let url = root.appendingPathComponent(path)
      guard unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
        !isFolder.boolValue, path != "counts", !isOwn(path)
      else { continue }
      result[path] = Array(try Data(contentsOf: url))
    }
    return result
  }

  /// What the next run of a batch tidies up.
  private static func isOwn(_ path: String) -> Bool {
    path.contains(".emend/") && !path.hasSuffix(".text") && !path.hasSuffix(".log")
  }

  private static func folder(_ scene: Scene) throws -> Folder {
    let folder = try Folder(scene.files)
    if !scene.preparation.isEmpty { _ = try folder.shell(scene.preparation) }
    return folder
  }

  private static func run(
    _ scene: Scene, in folder: Folder, _ faults: String
  ) throws -> Ran {
    try folder.run(
      Command.path, scene.arguments, [],
      [
        "LD_PRELOAD": Faults.library ?? "", "EMEND_FAULTS": faults,
        "EMEND_COUNTS": folder.path + "/counts",
      ])
  }

  /// How often a run without faults makes each call.
  private static func counts(_ scene: Scene) throws -> [String: Int] {
    let folder = try folder(scene)
    _ = try run(scene, in: folder, "")
    var result: [String: Int] = [:]
    for line in try folder.text("counts").split(separator: "\n") {
      let parts = line.split(separator: " ")
      result[String(parts[0])] = Int(parts[1])
    }
    return result
  }

  /// Runs a scene with a fault and looks at what it leaves.
  private static func check(
    _ scene: Scene, _ fault: String, calm: (files: [String: [UInt8]], ran: Ran),
    recovers: Bool, status: (Int32, Bool) -> Bool
  ) throws {
    let folder = try folder(scene)
    let before = try files(folder)
    let ran = try run(scene, in: folder, fault)
    let after = try files(folder)
    #expect(status(ran.status, ran.endedBySignal), "\(fault): status \(ran.status), \(ran.errors)")
    // A file whose old content is kept is named.
    let kept = after.keys.filter { $0.hasPrefix(".emend-") && ran.errors.contains($0) }
    for path in kept {
      #expect(after[path].map { before.values.contains($0) } == true, "\(fault): \(path)")
    }
    for (path, bytes) in after where !kept.contains(path) {
      let isWhole = bytes == before[path] || bytes == calm.files[path] || !kept.isEmpty
      #expect(isWhole, "\(fault): \(path) is neither the old nor the new one: \(bytes.count) bytes")
    }
    for path in before.keys {
      #expect(after[path] != nil, "\(fault): \(path) has gone")
    }
    if let (text, log) = scene.log, after[text] == calm.files[text], before[text] != after[text] {
      #expect(after[log] == calm.files[log], "\(fault): the text is there without its log")
    }
    if ran.status == 0 {
      // Only what makes no difference may go by without a word.
      #expect(after == calm.files, "\(fault): a word is missing")
      #expect(ran.bytes == calm.ran.bytes, "\(fault)")
    } else if !ran.endedBySignal {
      #expect(ran.errors.hasPrefix("emend: "), "\(fault): \(ran.errors)")
      #expect(calm.ran.bytes.starts(with: ran.bytes), "\(fault)")
    }
    // Once the fault is over, the same call does what it should have done.
    guard kept.isEmpty, recovers else { return }
    let again = try run(scene, in: folder, "")
    #expect(again.status == 0, "after \(fault): \(again.errors)")
    // A text that is cleaned already has no edits to log.
    if scene.name != "in place" { #expect(try files(folder) == calm.files, "after \(fault)") }
  }

  private static func calm(_ scene: Scene) throws -> (files: [String: [UInt8]], ran: Ran) {
    let folder = try folder(scene)
    let ran = try run(scene, in: folder, "")
    #expect(ran.status == 0, "\(ran.errors)")
    return (try files(folder), ran)
  }

  @Test(arguments: Scene.all)
  fileprivate func `an error at any call is told, and nothing is half done`(_ scene: Scene) throws {
    let calm = try Self.calm(scene)
    let counts = try Self.counts(scene)
    var cases = 0
    for (call, error) in [
      ("open", "EACCES"), ("read", "EIO"), ("write", "ENOSPC"), ("close", "EIO"), ("fsync", "EIO"),
      ("fsync", "ENOSPC"), ("rename", "EROFS"), ("truncate", "EIO"),
    ] {
      for number in 1...max(1, counts[call] ?? 0) where (counts[call] ?? 0) > 0 {
        try Self.check(
          scene, "\(call):\(number):\(error)", calm: calm, recovers: number % 2 == 1
        ) {
          [0, 3, 4].contains($0) && !$1
        }
        cases += 1
      }
    }
    #expect(cases >= 4)
  }

  @Test(arguments: Scene.all)
  fileprivate func `a disk that is full from some write on`(_ scene: Scene) throws {
    let calm = try Self.calm(scene)
    let writes = try Self.counts(scene)["write"] ?? 0
    #expect(writes > 0)
    for number in 1...max(1, writes) {
      // A write that finds room for a few bytes comes before the one that finds none.
      try Self.check(
        scene, "write:\(number)+:ENOSPC write:\(number - 1):3", calm: calm, recovers: number == 1
      ) {
        $0 == 4 && !$1
      }
    }
  }

  @Test(arguments: Scene.all)
  fileprivate func `a signal before and behind any call`(_ scene: Scene) throws {
    let calm = try Self.calm(scene)
    let calls = try Self.counts(scene)["any"] ?? 0
    #expect(calls > 3)
    for number in 0...max(1, calls) {
      let signal = ["SIGINT", "SIGTERM", "SIGHUP"][number % 3]
      // Before the first call, and behind each: what lies between two calls is in memory.
      let fault = number == 0 ? "any:1:\(signal)" : "any:\(number):<\(signal)"
      try Self.check(scene, fault, calm: calm, recovers: number % 4 == 0) {
        [1, 2, 15].contains($0) && $1
      }
    }
  }

  @Test(arguments: Scene.all)
  fileprivate func `short reads and writes, and calls that are interrupted, change nothing`(
    _ scene: Scene
  ) throws {
    let calm = try Self.calm(scene)
    let folder = try Self.folder(scene)
    let ran = try Self.run(
      scene, in: folder, "read:%3:EINTR read:1+:7 write:%2:EINTR write:1+:5 open:%2:EINTR")
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.bytes == calm.ran.bytes)
    #expect(try Self.files(folder) == calm.files)
  }

  @Test(arguments: Scene.all)
  fileprivate func `a clock that jumps makes no difference`(_ scene: Scene) throws {
    let calm = try Self.calm(scene)
    let folder = try Self.folder(scene)
    #expect(try Self.run(scene, in: folder, "clock:1+:EIO").status == 0)
    #expect(try Self.files(folder) == calm.files)
  }

  /// Runs emend under a fault, with whatever else there is.
  private func faulty(
    _ folder: Folder, _ arguments: [String], _ faults: String, input: [UInt8] = []
  ) throws -> Ran {
    try folder.run(
      Command.path, arguments, input,
      ["LD_PRELOAD": Faults.library ?? "", "EMEND_FAULTS": faults])
  }

  @Test func `output that is closed at any write ends it quietly`() throws {
    let folder = try Folder(["a": String(repeating: clean + "\n", count: 10_000)])
    let whole = try folder.emend("a").bytes
    // Of each size of write the first, some in the middle, and the last.
    for (size, numbers) in [(1 << 16, [1, 2, 5, 6]), (4096, [1, 50, 99]), (7, [1, 1000, 9000])] {
      for number in numbers {
        let ran = try faulty(folder, ["a"], "write:\(number)+:EPIPE:1 write:1+:\(size):1")
        #expect(ran.status == 0 && !ran.endedBySignal)
        #expect(ran.errors == "")
        #expect(whole.starts(with: ran.bytes) && ran.bytes.count <= size * (number - 1))
      }
    }
    let batch = try faulty(
      folder, ["batch", "a", "-o", "out", "--summary", "-"], "write:1:EPIPE:1")
    #expect(batch.status == 0)
    #expect(try folder.read("out/a") == whole)
  }

  @Test func `a file that cannot be read to its end costs nothing`() throws {
    let text = String(repeating: broken + "\n", count: 4000)
    for number in 1...5 {
      let folder = try Folder(["a": text, "out": "old\n"])
      for arguments in [["a", "-o", "out", "--edits", "log"], ["--in-place=.bak", "a"]] {
        let ran = try faulty(folder, arguments, "read:\(number):EIO:a")
        #expect(ran.status == 3)
        #expect(ran.errors.hasPrefix("emend: a: it cannot be read ("))
        #expect(folder.names == ["a", "out"])
        #expect(try folder.text("a") == text)
        #expect(try folder.text("out") == "old\n")
      }
    }
  }

  @Test func `a disk that is read-only, and one with no quota left`() throws {
    let folder = try Folder(["a": broken])
    let readOnly = try faulty(folder, ["--in-place", "a"], "open:1+:EROFS:.emend-")
    #expect(readOnly.status == 4)
    #expect(readOnly.errors.contains("emend: a: the disk is read-only; "))
    let quota = try faulty(folder, ["--in-place", "a"], "write:1+:EDQUOT")
    #expect(quota.status == 4)
    let batch = try faulty(folder, ["batch", "a", "-o", "out"], "open:1+:EROFS:work-")
    #expect(batch.status == 4)
    #expect(batch.errors.contains("the disk is read-only; "))
    #expect(try folder.text("a") == broken)
  }

  @Test func `a file that somebody changes while it is read is left as they have it`() throws {
    for (change, kept) in [
      ("echo theirs >new; mv new a", "theirs\n"), ("echo theirs >>a", broken + "theirs\n"),
    ] {
      let folder = try Folder(["a": broken])
      // The run stops itself behind its first read, and goes on once the file has changed.
      let ran = try folder.shell(
        """
        LD_PRELOAD='\(Faults.library ?? "")' EMEND_FAULTS='read:1:<SIGSTOP:a' \
          "$EMEND" --in-place=.bak a --edits log & emend=$!
        until grep -q 'State:.T' /proc/$emend/status; do sleep 0.01; done
        \(change); kill -CONT $emend; wait $emend; echo $?
        """)
      #expect(ran.text == "4\n")
      #expect(ran.errors.hasPrefix("emend: a: somebody has changed it meanwhile, "))
      #expect(try folder.text("a") == kept)
      #expect(folder.names == ["a"])
    }
  }

  @Test func `closed standard streams never become files`() throws {
    let folder = try Folder(["a": lost, "b": broken])
    let ran = try folder.shell(
      """
      emend a -o out --findings --verbose 2>&-; echo $?
      emend a -o out2 --findings --verbose >&- 2>&- <&-; echo $?
      emend - -o out3 <&-; echo $?
      emend --check b >&-; echo $?
      emend b >&-; echo $?
      """)
    #expect(ran.text == "0\n0\n3\n4\n4\n")
    #expect(try folder.text("out") == lost)
    #expect(try folder.text("out2") == lost)
    #expect(folder.names == ["a", "b", "out", "out2"])
  }

  @Test func `names with line ends and controls are names, and messages stay on one line`() throws {
    let folder = try Folder()
    let name = "new\nline \u{1B}[31mred"
    try folder.write(broken, to: name)
    #expect(try folder.emend(name, "-o", "out", "--edits", "log\n").status == 0)
    #expect(try folder.text("out") == mended)
    #expect(try folder.emend("undo", "out", "log\n").text == broken)
    #expect(try folder.emend("--in-place", name).status == 0)
    #expect(try folder.text(name) == mended)
    let missing = try folder.emend("mis\nsing\u{1B}[31m")
    #expect(missing.status == 3)
    #expect(missing.errors.split(separator: "\n").count == 1)
    #expect(!missing.errors.contains("\u{1B}"))
  }

  @Test func `two runs into one file, and two batches into one folder, leave whole files`() throws {
    let folder = try Folder(["a": broken, "in/a": broken, "in/b": clean])
    let ran = try folder.shell(
      """
      for i in 1 2 3 4 5; do
        "$EMEND" a -o out & "$EMEND" a -o out & "$EMEND" batch -q in -o all & one=$!
        "$EMEND" batch -q in -o all & two=$!
        wait $one; one=$?; wait $two; two=$?; wait
        case $one$two in 00|04|40) ;; *) echo "$one $two" ;; esac
        cmp -s out all/a || echo differ
      done
      """)
    #expect(ran.text == "")
    #expect(try folder.text("out") == mended)
    #expect(try folder.text("all/a") == mended)
    #expect(folder.names == ["a", "all", "in", "out"])
  }

  @Test func `a link that leads out of the output folder is followed by nobody`() throws {
    let folder = try Folder([
      "in/a": broken, "in/deep/b": broken, "mine/a": "mine\n", "mine/b": "mine\n",
    ])
    _ = try folder.shell("mkdir out; ln -s ../mine/a out/a; ln -s ../mine out/deep")
    #expect(try folder.emend("batch", "in", "-o", "out", "--edits").status == 4)
    #expect(try folder.text("out/a") == mended)
    #expect(try folder.text("mine/a") == "mine\n")
    #expect(try folder.text("mine/b") == "mine\n")
  }
}
