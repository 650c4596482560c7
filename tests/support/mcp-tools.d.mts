import type { Server } from '@modelcontextprotocol/sdk/server/index.js'

export function answer(server: Server, options?: { note?(line: string): void; mode?: string }): void
