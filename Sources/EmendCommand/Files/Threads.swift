#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number of threads that do the same, each with a number of its own.
///
/// Threads of the operating system, not tasks: they wait for disks and pipes, which the cooperative
/// pool of tasks is not made for.
struct Threads {
  // Unsafe: the attributes are made and taken down here; a `Start` is retained until the one thread
  // that it is made for takes it, or there is none.
  private var handles: [pthread_t] = []

  /// What a new thread is handed.
  private final class Start {
    let number: Int
    let body: @Sendable (Int) -> Void
    init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }

  /// So much stack, as the main thread has on Linux; other systems give new threads less.
  private static let stackSize = 8 << 20

  /// Starts threads that run `body` with the numbers from 0.
  ///
  /// Where the system gives fewer than asked for, there are fewer.
  init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    unsafe pthread_attr_init(attributes)
    unsafe pthread_attr_setstacksize(attributes, Self.stackSize)
    defer {
      unsafe pthread_attr_destroy(attributes)
      unsafe attributes.deallocate()
    }
    for number in 0..<count {
      let start = unsafe Unmanaged.passRetained(Start(number, body))
      #if canImport(Darwin)
        var handle: pthread_t?
      #else
        var handle = pthread_t()
      #endif
      let result = unsafe pthread_create(
        &handle, attributes,
        { argument in
          #if canImport(Darwin)
            let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
          #else
            let start = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
          #endif
          start.body(start.number)
          return nil
        }, unsafe start.toOpaque())
      guard result == 0 else {
        unsafe start.release()
        break
      }
      #if canImport(Darwin)
        if let handle { handles.append(handle) }
      #else
        handles.append(handle)
      #endif
    }
  }

  /// How many there are.
  var count: Int { handles.count }

  /// Waits until all have ended.
  func join() {
    for handle in handles { _ = pthread_join(handle, nil) }
  }
}

/// A value that threads share: one at a time uses it, and others can wait until it has changed.
// Unsafe: the pointers are set once; what they point to is made for many threads, and the value is touched
// only by the thread that holds the lock.
@safe
final class Monitor<Value>: @unchecked Sendable {
  private var value: Value
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ value: Value) {
    self.value = value
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  /// Uses the value alone.
  ///
  /// - Parameter wakes: whether to wake those who wait for a change.
  func use<Result>(
    wakes: Bool = true, _ body: (inout Value) throws -> Result
  ) rethrows -> Result {
    unsafe pthread_mutex_lock(lock)
    defer {
      if wakes { unsafe pthread_cond_broadcast(changed) }
      unsafe pthread_mutex_unlock(lock)
    }
    return try body(&value)
  }

  /// Uses the value alone as soon as `body` has a result to give; nil says to wait for a change.
  func wait<Result>(for body: (inout Value) -> Result?) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(lock)
    }
    while true {
      if let result = body(&value) { return result }
      unsafe pthread_cond_wait(changed, lock)
    }
  }

  /// Waits for a change, but no longer than some milliseconds; then uses the value alone.
  func use<Result>(
    afterChangeWithin milliseconds: Int, unless isDone: (Value) -> Bool,
    _ body: (inout Value) -> Result
  ) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    var until = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &until)
    let nanoseconds = until.tv_nsec + milliseconds % 1000 * 1_000_000
    until.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
    until.tv_nsec = nanoseconds % 1_000_000_000
    while !isDone(value) {
      if unsafe pthread_cond_timedwait(changed, lock, &until) != 0 { break }
    }
    return body(&value)
  }
}
