import { text } from '../text.ts'

/** The MCP servers whose tools agents may use. */
export function McpScreen() {
  return <h1 className="p-6 font-semibold text-lg">{text.mcp.title}</h1>
}
