import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ShellCommand } from '../../shared/contract/shell.ts'
import { limits } from '../../shared/workflow/workflow.ts'

/** As in the file associations of the installed app. */
const endings = ['.niti.json', '.niti']

/** What the app was asked to open by its command line: `niti://` addresses and workflow files. */
export function findOpenRequests(argv: readonly string[]): string[] {
  return argv.slice(1).filter((argument) => isRequest(argument))
}

function isRequest(argument: string): boolean {
  if (argument.startsWith('-')) return false
  return argument.startsWith('niti:') || endings.some((ending) => argument.toLowerCase().endsWith(ending))
}

/**
 * A `niti://` address as a command for the page, or null. Anybody can make a person click such an address, so it says
 * where to go and never what to do: plain segments and values, nothing else.
 */
export function parseDeepLink(address: string): ShellCommand | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  // What a service sends a sign-in back with may be long.
  if (address.length > (url.host === 'oauth' ? 8000 : 2000)) return null
  if (url.protocol !== 'niti:') return null
  const path = [url.host, ...url.pathname.split('/')].filter((segment) => segment !== '')
  if (path.length === 0 || path.length > 8 || !path.every((segment) => /^[\w-]{1,100}$/.test(segment))) return null
  const query = Object.fromEntries([...url.searchParams].slice(0, 20))
  return { kind: 'open-link', path, query }
}

/** Reads a workflow file for the page, which shows what is wrong with it; only its size is judged here. */
export async function readWorkflowFile(path: string): Promise<ShellCommand> {
  const name = basename(path)
  const failed = (message: string): ShellCommand => ({ kind: 'open-failed', name, message })
  try {
    await using file = await open(path, 'r')
    const info = await file.stat()
    if (!info.isFile()) return failed('This is not a file.')
    if (info.size > limits.fileBytes)
      return failed(`The file has ${info.size} bytes; at most ${limits.fileBytes} are read.`)
    return { kind: 'open-file', name, text: await file.readFile('utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return failed('The file is not there.')
    if (code === 'EACCES' || code === 'EPERM') return failed('The file may not be read by you.')
    return failed('The file could not be read.')
  }
}

/** An address or a path as the command it means; null for an address that means nothing. */
export async function toCommand(request: string): Promise<ShellCommand | null> {
  return request.startsWith('niti:') ? parseDeepLink(request) : readWorkflowFile(request)
}
