import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { readAgentFile } from '../../../shared/agents/agent-file.ts'
import type { AgentTemplate } from '../../../shared/contract/agents.ts'
import { userError } from '../../../shared/errors.ts'

const fileEnding = '.agent.json'

/** The agents that come with the app, in `folder`, by file name. */
export function createAgentTemplates(folder: string) {
  async function read(): Promise<{ id: string; document: AgentDocument }[]> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(fileEnding)).sort()
    return Promise.all(
      names.map(async (name) => ({
        id: name.slice(0, -fileEnding.length),
        document: readAgentFile(await readFile(join(folder, name), 'utf8')),
      })),
    )
  }
  return {
    async list(): Promise<AgentTemplate[]> {
      return (await read()).map(({ id, document: { name, description, colour, tools } }) => ({
        ...{ id, name, description, colour, toolCount: tools.length },
      }))
    },
    async document(templateId: string): Promise<AgentDocument> {
      const found = (await read()).find(({ id }) => id === templateId)
      if (!found) throw userError('agent.no-template', `There is no template \`${templateId}\`.`)
      return found.document
    },
  }
}

export type AgentTemplates = ReturnType<typeof createAgentTemplates>
