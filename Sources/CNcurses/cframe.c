/* Many small writes become one: a terminal that is woken at the first of them takes the processor from the rest. */
#define _GNU_SOURCE 1

#include "CNcurses.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static int gathered = -1; /* memory that the descriptor leads into meanwhile */
static int target = -1;   /* what it leads to otherwise */

bool cterm_gather_open(int32_t descriptor) {
  gathered = memfd_create("frame", MFD_CLOEXEC);
  target = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (gathered >= 0 && target >= 0) return true;
  cterm_gather_close();
  return false;
}

bool cterm_gather(int32_t descriptor) {
  return gathered >= 0 && dup3(gathered, descriptor, O_CLOEXEC) >= 0;
}

void cterm_gather_send(int32_t descriptor) {
  static char bytes[1 << 14];
  dup3(target, descriptor, O_CLOEXEC);
  off_t left = lseek(gathered, 0, SEEK_CUR);
  lseek(gathered, 0, SEEK_SET);
  while (left > 0) {
    ssize_t count = read(gathered, bytes, left < (off_t)sizeof bytes ? (size_t)left : sizeof bytes);
    if (count <= 0) break;
    cterm_write_all(descriptor, bytes, (int32_t)count);
    left -= count;
  }
  lseek(gathered, 0, SEEK_SET);
}

void cterm_gather_close(void) {
  if (gathered >= 0) close(gathered);
  if (target >= 0) close(target);
  gathered = target = -1;
}
