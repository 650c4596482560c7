import { type Command, InvalidArgumentError, Option } from 'commander'
import { ending, type Means, parseCount } from './command-parts.ts'

const commands = () => import('./alert-commands.ts')

const ruleHelp = `
A rule is JSON, from a file or, with "-" or nothing, from stdin:
  {"name": "Digest failed", "condition": {"kind": "run-failed"}, "about": {"workflowId": "wf_..."}}
Kinds: run-failed; failed-in-a-row {runs}; failure-rate {percent, windowMinutes, fewest}; run-duration {longestMs};
latency {percentile: "p50" or "p95", mostMs, windowMinutes, fewest}; cost {mostMicroUsd, windowMinutes};
tokens {most, windowMinutes}; nothing-ran {hours}; queue-stuck {minutes}; connection-expiring {days};
disk-nearly-full {leastMegabytes}.
Beside it: about {workflowId, agentId, trigger}, channelIds (null: every one that is on), isOn, repeatMinutes (null: once),
saysRecovery, isUrgent.`

/** `niti alerts ...`: what came up, and the rules that look for it. */
export function addAlerts(program: Command, means: Means): void {
  const alerts = addLists(program, means)
  addAcknowledge(alerts, means)
  addRules(alerts, means)
  addQuiet(alerts, means)
}

function addLists(program: Command, { terminal, attempt }: Means): Command {
  const alerts = program
    .command('alerts')
    .enablePositionalOptions()
    .summary('what came up, the rules that look for it, and quiet hours')
    .description('Lists what is open. Rules are looked at by the app or `niti serve`, also for runs of other programs.')
    .option('--json', 'print a JSON array')
    .action((options) => list('open', options))
  alerts
    .command('history')
    .summary('list all that came up in 90 days, newest first')
    .option('--rule <id>', 'only of one rule')
    .option('-n, --limit <number>', 'how many, 200 at most', parseCount, 20)
    .option('--json', 'print a JSON array')
    .action((options) => list('all', options))

  function list(state: 'open' | 'all', options: { json?: boolean; rule?: string; limit?: number }) {
    return attempt(
      ending(async () => (await commands()).alertsCommand(terminal, { ...options, state })),
      options,
    )
  }
  return alerts
}

function addAcknowledge(alerts: Command, { terminal, attempt }: Means): void {
  alerts
    .command('ack')
    .summary('acknowledge alerts: nothing more is said of them until they are over')
    .argument('[numbers...]', 'as `niti alerts` shows them; without any, all that are open', parseNumbers)
    .option('--json', 'print { count } as one JSON object')
    .action((numbers: number[] | undefined, options) =>
      attempt(
        ending(async () => (await commands()).acknowledgeCommand(terminal, { ...options, numbers: numbers ?? [] })),
        options,
      ),
    )
}

function addRules(alerts: Command, { terminal, attempt }: Means): void {
  const rules = alerts
    .command('rules')
    .enablePositionalOptions()
    .summary('list, add, change, test, switch or remove rules')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).rulesCommand(terminal, options)),
        options,
      ),
    )
  const id = 'its id, as `niti alerts rules` shows it'
  rules
    .command('add')
    .summary('add a rule')
    .argument('[file]', 'a file with the rule as JSON, or - for stdin', '-')
    .option('--json', 'print the rule as one JSON object')
    .addHelpText('after', ruleHelp)
    .action((file: string, options) =>
      attempt(
        ending(async () => (await commands()).addRuleCommand(terminal, { ...options, file })),
        options,
      ),
    )
  rules
    .command('change')
    .summary('change a rule; what the JSON leaves out stays as it is')
    .argument('<rule>', id)
    .argument('[file]', 'a file with what is to change as JSON, or - for stdin', '-')
    .option('--json', 'print the rule as one JSON object')
    .addHelpText('after', ruleHelp)
    .action((ruleId: string, file: string, options) =>
      attempt(
        ending(async () => (await commands()).changeRuleCommand(terminal, { ...options, ruleId, file })),
        options,
      ),
    )
  for (const name of ['on', 'off'] as const) {
    rules
      .command(name)
      .summary(`switch a rule ${name}`)
      .argument('<rule>', id)
      .action((ruleId: string) =>
        attempt(ending(async () => (await commands()).switchRuleCommand(terminal, { ruleId, isOn: name === 'on' }))),
      )
  }
  rules
    .command('test')
    .summary('send a test through the channels of a rule')
    .argument('<rule>', id)
    .action((ruleId: string) => attempt(ending(async () => (await commands()).testRuleCommand(terminal, ruleId))))
  rules
    .command('remove')
    .summary('remove a rule; what came up so far stays in the history')
    .argument('<rule>', id)
    .action((ruleId: string) => attempt(ending(async () => (await commands()).removeRuleCommand(terminal, ruleId))))
}

function addQuiet(alerts: Command, { terminal, attempt }: Means): void {
  alerts
    .command('quiet')
    .summary('show or set the hours in which nothing is told')
    .addOption(new Option('--on', 'keep quiet hours').conflicts('off'))
    .option('--off', 'keep none')
    .option('--from <time>', 'when they begin, such as 22:00')
    .option('--to <time>', 'when they end, such as 07:00')
    .option('--json', 'print them as one JSON object')
    .action((options) =>
      attempt(
        ending(async () => (await commands()).quietCommand(terminal, options)),
        options,
      ),
    )
}

function parseNumbers(text: string, before: number[] = []): number[] {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a number.')
  return [...before, Number(text)]
}
