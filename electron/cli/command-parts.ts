import { InvalidArgumentError } from 'commander'
import { exitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** What an error of this command is about, and whether it is wanted as JSON too. */
export type Failing = { file?: string; json?: boolean }

export type Means = {
  terminal: Terminal
  /** Runs a command to its exit code; what it throws is said on stderr and becomes one. */
  attempt(work: () => Promise<number>, failing?: Failing): Promise<void>
}

/** For commands that either do what they say or throw. */
export function ending(work: () => Promise<void>): () => Promise<number> {
  return async () => {
    await work()
    return exitCode.succeeded
  }
}

/** For options that may be repeated. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= 36_500) return count
  throw new InvalidArgumentError('It must be a number from 1 to 36500.')
}

export function parsePriority(text: string): number {
  const priority = Number(text)
  if (/^-?\d+$/.test(text) && Math.abs(priority) <= 100) return priority
  throw new InvalidArgumentError('It must be a number from -100 to 100.')
}

/** Rows of a list. */
export function parseLimit(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 200) return limit
  throw new InvalidArgumentError('It must be a number from 1 to 200.')
}
