/*
 * Faults of the operating system, made to order: a library that is loaded before the C library
 * (LD_PRELOAD) and lets the calls of a program fail as a full disk, a bad one or a signal would.
 *
 *   EMEND_FAULTS   what to do, set apart by blanks, each CALL:WHICH:ACTION[:PATH]
 *     CALL    open read write close fsync rename truncate, any of these, or clock
 *     WHICH   3 the third such call, 3+ this and all later ones, %3 every third
 *     ACTION  the name of an error (EIO ENOSPC EINTR EROFS EACCES EMFILE EDQUOT): the call fails,
 *             but close closes all the same, as Linux does;
 *             a number: read or write takes so many bytes at most;
 *             the name of a signal (SIGINT SIGTERM SIGHUP SIGKILL): it comes before the call, or with
 *             a sign < before it behind the call; SIGSTOP lets a test do something meanwhile;
 *             whatever it is, the time by the wall is another day's for clock
 *     PATH    count those calls only that have to do with a file whose path contains this;
 *             0 and 1 stand for standard input and output
 *   EMEND_COUNTS   a file to which the numbers of calls are written when the program ends
 *
 * Calls that have nothing to do with files (the terminal, the standard error) do not count.
 * Built by the tests with  cc -shared -fPIC -O1 faults.c -ldl.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { OPEN, READ, WRITE, CLOSE, FSYNC, RENAME, TRUNCATE, ANY, CLOCK, CALLS };
static const char *const call_names[CALLS] = {"open",  "read",   "write",    "close",
                                              "fsync", "rename", "truncate", "any",   "clock"};

struct fault {
  int call;
  int first, step; /* step 0: the one call; 1: all from there on; else every step-th */
  int error, limit, signal, is_late;
  char path[64];
  atomic_int seen;
};

enum { MOST_FAULTS = 8, MOST_DESCRIPTORS = 1024, MOST_PATH = 256 };
static struct fault faults[MOST_FAULTS];
static int fault_count;
static atomic_int counts[CALLS];
static char paths[MOST_DESCRIPTORS][MOST_PATH];

static int number_of(const char *name) {
  static const struct { const char *name; int value; } numbers[] = {
      {"EIO", EIO},       {"ENOSPC", ENOSPC},   {"EINTR", EINTR},     {"EROFS", EROFS},
      {"EACCES", EACCES}, {"EMFILE", EMFILE},   {"EDQUOT", EDQUOT},   {"EPIPE", EPIPE},
      {"SIGSTOP", SIGSTOP}, {"SIGINT", SIGINT}, {"SIGTERM", SIGTERM}, {"SIGHUP", SIGHUP},   {"SIGKILL", SIGKILL},
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(numbers[i].name, name) == 0) return numbers[i].value;
  fprintf(stderr, "faults: there is no %s\n", name);
  abort();
}

__attribute__((constructor)) static void prepare(void) {
  snprintf(paths[0], MOST_PATH, "0");
  snprintf(paths[1], MOST_PATH, "1");
  const char *text = getenv("EMEND_FAULTS");
  if (!text) return;
  char all[512], *rest = all;
  snprintf(all, sizeof all, "%s", text);
  for (char *one; (one = strsep(&rest, " ")) && fault_count < MOST_FAULTS;) {
    if (!*one) continue;
    struct fault *fault = &faults[fault_count++];
    char *call = strsep(&one, ":"), *which = strsep(&one, ":"), *action = strsep(&one, ":");
    if (!which || !action) abort();
    if (one) snprintf(fault->path, sizeof fault->path, "%s", one);
    while (fault->call < CALLS && strcmp(call_names[fault->call], call) != 0) fault->call++;
    if (fault->call == CALLS) abort();
    if (*which == '%') fault->first = fault->step = atoi(which + 1);
    else fault->first = atoi(which), fault->step = strchr(which, '+') ? 1 : 0;
    if (*action == '<') fault->is_late = 1, action++;
    if (*action >= '0' && *action <= '9') fault->limit = atoi(action);
    else if (strncmp(action, "SIG", 3) == 0) fault->signal = number_of(action);
    else fault->error = number_of(action);
  }
}

__attribute__((destructor)) static void tell(void) {
  const char *file = getenv("EMEND_COUNTS");
  FILE *out = file ? fopen(file, "w") : NULL;
  if (!out) return;
  for (int call = 0; call < CALLS; call++) fprintf(out, "%s %d\n", call_names[call], counts[call]);
  fclose(out);
}

/* What is to become of a call. */
struct verdict {
  int error, limit, late_signal;
};

static struct verdict judge(int call, const char *path) {
  struct verdict verdict = {0, 0, 0};
  if (!path || !*path || strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/sys/", 5) == 0)
    return verdict;
  counts[call]++;
  if (call != CLOCK) counts[ANY]++;
  for (int i = 0; i < fault_count; i++) {
    struct fault *fault = &faults[i];
    if (fault->call != call && (fault->call != ANY || call == CLOCK)) continue;
    if (*fault->path && !strstr(path, fault->path)) continue;
    int number = ++fault->seen;
    int is_due = fault->step == 0   ? number == fault->first
                 : fault->step == 1 ? number >= fault->first
                                    : number % fault->step == 0;
    if (!is_due) continue;
    if (fault->signal && fault->is_late) verdict.late_signal = fault->signal;
    else if (fault->signal) raise(fault->signal);
    if (fault->error) verdict.error = fault->error;
    if (fault->limit) verdict.limit = fault->limit;
  }
  return verdict;
}

static const char *path_of(int descriptor) {
  return descriptor >= 0 && descriptor < MOST_DESCRIPTORS ? paths[descriptor] : "";
}

static void remember(int descriptor, const char *path) {
  if (descriptor >= 0 && descriptor < MOST_DESCRIPTORS)
    snprintf(paths[descriptor], MOST_PATH, "%s", path);
}

/* Makes a call, or has it fail; the real one is looked up under its own name. */
#define MAKE(result, call, path, type, name, ...)                      \
  static type name##_is;                                               \
  if (!name##_is) name##_is = (type)dlsym(RTLD_NEXT, #name);           \
  struct verdict verdict = judge(call, path);                          \
  if (verdict.error) { errno = verdict.error; return -1; }             \
  result = name##_is(__VA_ARGS__);                                     \
  if (verdict.late_signal) { int kept = errno; raise(verdict.late_signal); errno = kept; }

typedef int (*open_type)(const char *, int, ...);
typedef int (*openat_type)(int, const char *, int, ...);
typedef ssize_t (*read_type)(int, void *, size_t);
typedef ssize_t (*write_type)(int, const void *, size_t);
typedef int (*descriptor_type)(int);
typedef int (*rename_type)(const char *, const char *);
typedef int (*renameat_type)(int, const char *, int, const char *);
typedef int (*truncate_type)(int, off_t);

static mode_t mode_of(int flags, va_list rest) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  int result;
  MAKE(result, OPEN, path, open_type, open, path, flags, mode)
  remember(result, path);
  return result;
}

int openat(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  int result;
  MAKE(result, OPEN, path, openat_type, openat, folder, path, flags, mode)
  remember(result, path);
  return result;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  static read_type read_is;
  if (!read_is) read_is = (read_type)dlsym(RTLD_NEXT, "read");
  struct verdict verdict = judge(READ, path_of(descriptor));
  if (verdict.error) { errno = verdict.error; return -1; }
  if (verdict.limit && count > (size_t)verdict.limit) count = verdict.limit;
  ssize_t result = read_is(descriptor, bytes, count);
  if (verdict.late_signal) raise(verdict.late_signal);
  return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  static write_type write_is;
  if (!write_is) write_is = (write_type)dlsym(RTLD_NEXT, "write");
  struct verdict verdict = judge(WRITE, path_of(descriptor));
  if (verdict.error) { errno = verdict.error; return -1; }
  if (verdict.limit && count > (size_t)verdict.limit) count = verdict.limit;
  ssize_t result = write_is(descriptor, bytes, count);
  if (verdict.late_signal) raise(verdict.late_signal);
  return result;
}

int close(int descriptor) {
  static descriptor_type close_is;
  if (!close_is) close_is = (descriptor_type)dlsym(RTLD_NEXT, "close");
  char path[MOST_PATH];
  snprintf(path, sizeof path, "%s", path_of(descriptor));
  /* Before the descriptor is another thread's. */
  remember(descriptor, "");
  struct verdict verdict = judge(CLOSE, path);
  int result = close_is(descriptor);
  if (verdict.late_signal) raise(verdict.late_signal);
  if (verdict.error) { errno = verdict.error; return -1; }
  return result;
}

int fsync(int descriptor) {
  int result;
  MAKE(result, FSYNC, path_of(descriptor), descriptor_type, fsync, descriptor)
  return result;
}

int ftruncate(int descriptor, off_t length) {
  int result;
  MAKE(result, TRUNCATE, path_of(descriptor), truncate_type, ftruncate, descriptor, length)
  return result;
}

int rename(const char *from, const char *to) {
  int result;
  MAKE(result, RENAME, to, rename_type, rename, from, to)
  return result;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  int result;
  MAKE(result, RENAME, to, renameat_type, renameat, from_folder, from, to_folder, to)
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*clock_is)(clockid_t, struct timespec *);
  if (!clock_is) clock_is = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = clock_is(clock, time);
  if (clock == CLOCK_REALTIME && judge(CLOCK, "clock").error)
    time->tv_sec += counts[CLOCK] % 2 ? 86400 : -86400;
  return result;
}
