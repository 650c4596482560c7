import type { McpTransport } from '../../../shared/contract/mcp.ts'
import { userError } from '../../../shared/errors.ts'

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What would make another program of the one that was named. */
const loaderVariables = /^(LD_|DYLD_|NODE_OPTIONS$)/

/** Throws a user error for what cannot be started or reached so. */
export function checkSettings(transport: McpTransport, secrets: Record<string, string>): void {
  const isProgram = transport.kind === 'stdio'
  for (const [name, value] of Object.entries(secrets)) {
    const field = `secrets.${name}`
    if (!(isProgram ? variableName : headerName).test(name)) {
      const what = isProgram ? 'a variable' : 'a header'
      throw userError('mcp.bad-name', `“${name}” cannot be the name of ${what}.`, { field })
    }
    if (isProgram && loaderVariables.test(name)) {
      throw userError('mcp.bad-name', `The variable ${name} cannot be set for a server.`, { field })
    }
    if (isProgram ? value.includes('\0') : /[\0\r\n]/.test(value)) {
      throw userError('mcp.bad-value', `${name} holds a character that cannot be sent.`, { field })
    }
  }
  if (transport.kind === 'stdio') {
    if ([transport.command, transport.folder, ...transport.args].some((word) => word.includes('\0'))) {
      throw userError('mcp.bad-value', 'The command holds a character that no command may hold.', {
        field: 'transport.command',
      })
    }
    return
  }
  const url = new URL(transport.url)
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw userError('mcp.bad-address', `“${transport.url}” is no address of an MCP server.`, {
      field: 'transport.url',
      hint: 'It starts with https:// or http://, and what proves who asks stands in headers.',
    })
  }
}
