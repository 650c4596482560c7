import { catalogContract } from './catalog.ts'
import { connectionsContract } from './connections.ts'
import { costsContract } from './costs.ts'
import { runsContract } from './runs.ts'
import { settingsContract } from './settings.ts'
import { versionsContract } from './versions.ts'
import { workflowsContract } from './workflows.ts'

/** Every call the engine answers: the sum of one file per noun. */
export const engineContract = {
  workflows: workflowsContract,
  versions: versionsContract,
  catalog: catalogContract,
  runs: runsContract,
  connections: connectionsContract,
  settings: settingsContract,
  costs: costsContract,
}
