import type { McpServer, McpTransport } from '../../shared/contract/mcp.ts'
import { isNearby, type McpSettings } from '../../shared/mcp/read-config.ts'
import { text } from '../text.ts'

/** One variable or header. `isKept`: it is set already, and its value is not shown. */
export type SecretRow = { key: number; name: string; value: string; isKept: boolean }

/** What stands in the form: both ways a server can be reached, so that nothing is lost by changing one's mind. */
export type ServerDraft = {
  title: string
  kind: McpTransport['kind']
  command: string
  /** One in each line. */
  args: string
  folder: string
  url: string
  allowPrivate: boolean
  secrets: SecretRow[]
}

export const emptyDraft: ServerDraft = {
  ...{ title: '', kind: 'stdio', command: '', args: '', folder: '', url: '', allowPrivate: false, secrets: [] },
}

let keys = 0
export function secretRow(row: Partial<Omit<SecretRow, 'key'>> = {}): SecretRow {
  keys += 1
  return { name: '', value: '', isKept: false, ...row, key: keys }
}

export function draftOfSettings({ title, transport, secrets }: McpSettings): ServerDraft {
  const rows = Object.entries(secrets).map(([name, value]) => secretRow({ name, value }))
  return { ...emptyDraft, title, ...draftOfTransport(transport), secrets: rows }
}

export function draftOfServer({ title, transport, secretNames }: McpServer): ServerDraft {
  const rows = secretNames.map((name) => secretRow({ name, isKept: true }))
  return { ...emptyDraft, title, ...draftOfTransport(transport), secrets: rows }
}

function draftOfTransport(transport: McpTransport): Partial<ServerDraft> {
  return transport.kind === 'stdio' ? { ...transport, args: transport.args.join('\n') } : transport
}

/** The address has another host: whether it is nearby is another question then. */
export function withUrl(draft: ServerDraft, url: string): ServerDraft {
  const host = URL.parse(url.trim())?.hostname
  return { ...draft, url, ...(host !== undefined && isNearby(host) && { allowPrivate: true }) }
}

export type DraftProblems = Partial<Record<'command' | 'url', string>>

export function problemsOf({ kind, command, url }: ServerDraft): DraftProblems {
  if (kind === 'stdio') return command.trim() === '' ? { command: text.mcp.form.noCommand } : {}
  const address = URL.parse(url.trim())
  return address && /^https?:$/.test(address.protocol) ? {} : { url: text.mcp.form.noUrl }
}

/**
 * What is sent. Of a server that is there already, secrets that were not typed anew are left out, which keeps them, and
 * those whose row is gone are sent empty, which takes them away.
 */
export function settingsOf(draft: ServerDraft, before: McpServer | null): McpSettings {
  const { kind, command, args, folder, url, allowPrivate } = draft
  const transport: McpTransport =
    kind === 'stdio'
      ? { kind, command: command.trim(), args: linesOf(args), folder: folder.trim() }
      : { kind, url: url.trim(), allowPrivate }
  const rows = draft.secrets.filter(({ name }) => name.trim() !== '')
  const isSameKind = before?.transport.kind === kind
  const gone = (before?.secretNames ?? []).filter((name) => !rows.some((row) => row.name.trim() === name))
  return {
    title: draft.title.trim() || titleOf(transport),
    transport,
    secrets: {
      ...(isSameKind && Object.fromEntries(gone.map((name) => [name, '']))),
      ...Object.fromEntries(rows.filter(({ isKept }) => !isKept).map(({ name, value }) => [name.trim(), value])),
    },
  }
}

function linesOf(args: string): string[] {
  return args.split('\n').filter((line) => line !== '')
}

function titleOf(transport: McpTransport): string {
  if (transport.kind === 'http') return new URL(transport.url).hostname
  const first = transport.args.find((word) => !word.startsWith('-')) ?? transport.command
  return (first.split(/[/\\]/).at(-1) || text.mcp.title).slice(0, 100)
}
