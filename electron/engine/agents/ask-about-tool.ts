import type { JsonObject } from '../../../shared/json.ts'
import type { InnerWork } from '../nodes/define-node.ts'
import type { ReadyTool } from './ready-tool.ts'
import { fenced, oneLine, showFields } from './show-values.ts'

type Asked = { agentName: string; tool: Pick<ReadyTool, 'title' | 'target'>; input: JsonObject; canBeAlways: boolean }

/**
 * The question whether a tool may be used, as Markdown: each thing that is sent stands in a block of its own, which nothing
 * in it can end or imitate, and what cannot be seen is written out.
 */
export function askAboutTool({ agentName, tool, input, canBeAlways }: Asked): NonNullable<InnerWork['ask']> {
  const title = `“${oneLine(agentName)}” wants to use “${oneLine(tool.title)}”`
  const where = tool.target === '' ? [] : [`With:\n\n${fenced(tool.target)}`]
  const fields = Object.keys(input).length === 0 ? 'Nothing is sent with it.' : showFields(input)
  const message = [...where, fields].join('\n\n')
  return {
    title,
    message,
    choices: [
      { id: 'allow', title: 'Allow', tone: 'ok' },
      ...(canBeAlways ? [{ id: 'always', title: 'Always for this agent', tone: 'plain' as const }] : []),
      { id: 'refuse', title: 'Refuse', tone: 'bad' },
    ],
  }
}
