import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { externalError, type NitiError, userError } from '../../../shared/errors.ts'
import { startGroup } from './process-group.ts'
import { splitLines } from './split-lines.ts'

type Options = {
  command: string
  args: string[]
  /** Empty: where Niti runs. */
  folder: string
  env: Record<string, string>
  /** One line of its error output, or what it wrote where only messages belong. */
  onLine(line: string): void
  parse(text: string): JSONRPCMessage
  /** For each of: ending by itself, ending when asked, ending when made to. */
  patienceMs: number
}

/** Longest message, in bytes. */
const longest = 32 * 1024 * 1024

export type ProcessTransport = Transport & {
  /** How it ended, in words. */
  ended: Promise<string>
}

/**
 * A server as a child process, spoken to by lines. As the SDK's own, with three differences: its children end with it, its
 * error output is read line by line, and a long message is put together once and not with every piece that comes.
 */
export function createProcessTransport(options: Options): ProcessTransport {
  const { command, args, folder, onLine, parse, patienceMs } = options
  const ended = Promise.withResolvers<string>()
  let group: ReturnType<typeof startGroup> | null = null

  async function start(): Promise<void> {
    if (folder !== '' && !(await isFolder(folder))) {
      throw userError('mcp.no-folder', `There is no folder ${folder}.`, { field: 'transport.folder' })
    }
    const started = startGroup(command, args, { folder: folder === '' ? undefined : folder, env: options.env })
    group = started
    const { child } = started
    child.stdin.on('error', (error) => transport.onerror?.(error))
    const take = splitLines(longest, receive)
    child.stdout.on('data', (chunk: Buffer) => {
      if (take(chunk)) return
      onLine(`Sent a message of more than ${longest / 1024 / 1024} MB, and was ended for that.`)
      void started.end({ patienceMs: 0 })
    })
    createInterface({ input: child.stderr }).on('line', onLine)
    child.once('close', (code, signal) => {
      ended.resolve(signal === null ? `with code ${code}` : `by ${signal}`)
      transport.onclose?.()
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause: NodeJS.ErrnoException) => reject(notStarted(command, cause)))
    })
  }

  function receive(line: string): void {
    if (line.trim() === '') return
    let message: JSONRPCMessage
    try {
      message = parse(line)
    } catch {
      // Programs that greet whoever starts them do it there.
      onLine(line)
      return
    }
    transport.onmessage?.(message)
  }

  const transport: ProcessTransport = {
    ended: ended.promise,
    start,
    send(message) {
      const stdin = group?.child.stdin
      if (!stdin?.writable) return Promise.reject(externalError('mcp.ended', 'The server has ended.'))
      return new Promise((resolve, reject) => {
        stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
      })
    },
    async close() {
      await group?.end({ patienceMs })
    },
  }
  return transport
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
}

function notStarted(command: string, cause: NodeJS.ErrnoException): NitiError {
  const reason =
    cause.code === 'ENOENT'
      ? `There is no program \`${command}\`.`
      : `\`${command}\` cannot be started (${cause.code}).`
  return userError('mcp.no-program', reason, {
    field: 'transport.command',
    hint: 'Install it, or give its whole path: programs started from a menu know fewer places than a terminal.',
    cause,
  })
}
