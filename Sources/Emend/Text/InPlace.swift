/// A field that keeps the struct around it where it is.
///
/// A large struct that is borrowed for a call from a place that can change is copied first: 1.2 KB of
/// evidence, for every block and stage. What holds an existential is passed by its address alone.
struct InPlace: Sendable {
  private let existential: any Sendable = ()
}
