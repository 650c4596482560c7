import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from taking memory that it need not: the space for fresh objects stays at the size it begins with, which would
 * grow to some 50 MB, and the rest of the heap may at most double between two full collections, where it would quadruple.
 * A loop over 100,000 entries peaks at about 240 MB this way and at 330 MB without, one that goes on after a stop at 280
 * instead of 430, in the same time. V8 reads both each time it thinks of growing, so they may be set while the program runs.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=100')
}
