#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks the memory for the cache line at `address`, without waiting for it. Any address will do.
static inline __attribute__((always_inline)) void prefetch_line(const void *_Nullable address) {
  __builtin_prefetch(address, 0, 3);
}

#endif
