/** MCP servers. */
export const mcpText = {
  title: 'MCP servers',
} as const
