import { runProgram } from '../../electron/cli/program.ts'
import { openScreen } from './screen.ts'

export type Printed = { code: number; out: string; error: string }

/** The command line in this very process, from the source as it stands, on a data folder. */
export async function runNiti(dataDir: string, ...args: string[]): Promise<Printed> {
  const screen = openScreen({ columns: 200, rows: 50, isTty: false })
  const printed = { out: '', error: '' }
  const code = await runProgram(args, {
    ...screen.terminal,
    env: { NITI_HOME: dataDir },
    async out(text) {
      printed.out += text
    },
    error(text) {
      printed.error += text
    },
  })
  return { code, ...printed }
}
