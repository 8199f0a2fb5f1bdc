/* Counts the calls that change files below a folder, and makes one of them fail.

   Preloaded before libc by tests/faults/failing_disk.py. A call of a review is one of
   write, fsync, ftruncate, rename, unlink, mkdir and open with O_CREAT. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { NOTHING, FULL, IO_ERROR, SHORT, TORN, KILLED, KILLED_WITHIN };

enum { MOST_RULES = 2 };

static struct {
  char folder[4096];
  int kind;
  int lasting;
  long at;
  long count;
} rules[MOST_RULES];

void fault_arm(int rule, const char *below, int kind, long at, int lasting) {
  snprintf(rules[rule].folder, sizeof rules[rule].folder, "%s", below);
  rules[rule].kind = kind;
  rules[rule].at = at;
  rules[rule].lasting = lasting;
  rules[rule].count = 0;
}

long fault_count(int rule) { return rules[rule].count; }

/* Return what happens to a call that changes a path. */
static int struck(const char *path) {
  int what = NOTHING;
  for (int n = 0; n < MOST_RULES; n++) {
    const char *folder = rules[n].folder;
    if (!folder[0] || strncmp(path, folder, strlen(folder))) continue;
    long count = ++rules[n].count, at = rules[n].at;
    if (count != at && !(rules[n].lasting && at && count > at)) continue;
    if (rules[n].kind == KILLED) kill(getpid(), SIGKILL);
    what = rules[n].kind;
    if (what == TORN && count > at) what = FULL;
  }
  return what;
}

static int struck_fd(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return NOTHING;
  path[n] = 0;
  return struck(path);
}

static int failed(int what) {
  if (what == FULL || what == TORN) errno = ENOSPC;
  else if (what == IO_ERROR) errno = EIO;
  else return 0;
  return 1;
}

#define REAL(name, ...) \
  static int (*real)(__VA_ARGS__); \
  if (!real) real = (int (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t n) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  int what = struck_fd(fd);
  if (what == KILLED_WITHIN) {
    real(fd, data, n / 2);
    kill(getpid(), SIGKILL);
  }
  if (what == SHORT || what == TORN) return real(fd, data, n > 1 ? n / 2 : n);
  return failed(what) ? -1 : real(fd, data, n);
}

int fsync(int fd) {
  REAL("fsync", int);
  return failed(struck_fd(fd)) ? -1 : real(fd);
}

int ftruncate(int fd, off_t size) {
  REAL("ftruncate", int, off_t);
  return failed(struck_fd(fd)) ? -1 : real(fd, size);
}

int ftruncate64(int fd, off64_t size) {
  REAL("ftruncate64", int, off64_t);
  return failed(struck_fd(fd)) ? -1 : real(fd, size);
}

int rename(const char *old, const char *new) {
  REAL("rename", const char *, const char *);
  return failed(struck(new)) ? -1 : real(old, new);
}

int unlink(const char *path) {
  REAL("unlink", const char *);
  return failed(struck(path)) ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", const char *, mode_t);
  return failed(struck(path)) ? -1 : real(path, mode);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    static int (*real)(const char *, int, ...); \
    if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    if ((flags & O_CREAT) && failed(struck(path))) return -1; \
    return real(path, flags, mode); \
  }

OPEN(open)
OPEN(open64)
