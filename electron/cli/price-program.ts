import { type Command, InvalidArgumentError } from 'commander'
import { ending, type Means } from './command-parts.ts'

/** `niti prices`, `niti price set` and `niti price remove`. */
export function addPrices(program: Command, { terminal, attempt }: Means): void {
  const prices = () => import('./price-commands.ts')
  program
    .command('prices')
    .summary('list what models cost')
    .description('What calls are billed at now, in dollars for a million tokens, and how well tokens are counted here.')
    .option('--all', 'also the models of providers that are not set up')
    .option('--json', 'print a JSON array')
    .action((options) =>
      attempt(
        ending(async () => (await prices()).pricesCommand(terminal, options)),
        options,
      ),
    )

  const price = program.command('price').summary('set or remove a price of your own for a model')
  price
    .command('set')
    .summary('set what a model costs')
    .description(
      'Sets what a model costs, in dollars for a million tokens. Calls from now on are billed at it; what was billed stays.',
    )
    .argument('<provider/model>', 'the model, as nodes name it')
    .requiredOption('--input <usd>', 'a million tokens of input', parseRate)
    .requiredOption('--output <usd>', 'a million tokens of output', parseRate)
    .option('--cached <usd>', 'input read from a cache (default: as any input)', parseRate)
    .option('--cache-write <usd>', 'input kept for later calls (default: as any input)', parseRate)
    .option('--over <tokens>', 'other rates for calls whose input is longer', parseTokens)
    .option('--over-input <usd>', 'their input', parseRate)
    .option('--over-output <usd>', 'their output', parseRate)
    .option('--over-cached <usd>', 'their input read from a cache', parseRate)
    .option('--over-cache-write <usd>', 'their input kept for later calls', parseRate)
    .option('--json', 'print the price as one JSON object')
    .action((model: string, options) =>
      attempt(
        ending(async () => (await prices()).setPriceCommand(terminal, { ...options, model })),
        options,
      ),
    )

  price
    .command('remove')
    .summary('go back to the price library’s price')
    .argument('<provider/model>', 'the model, as `niti prices` shows it')
    .action((model: string) => attempt(ending(async () => (await prices()).removePriceCommand(terminal, model))))
}

function parseRate(text: string): number {
  const [, dollars] = /^\$?(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? []
  if (dollars !== undefined && Number(dollars) <= 1_000_000) return Number(dollars)
  throw new InvalidArgumentError('It must be dollars for a million tokens, such as 1.25.')
}

function parseTokens(text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number of tokens, such as 200000.')
}
