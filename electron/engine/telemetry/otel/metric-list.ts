/**
 * What is measured. Names, units and boundaries of `gen_ai.*` are those of the GenAI conventions
 * (https://github.com/open-telemetry/semantic-conventions-genai, v0.1.0); what they know nothing of is under `niti.*`.
 * Calls count when their run ends, so that each counts once, whatever becomes of the program meanwhile.
 */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const agentSeconds = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6]
const runSeconds = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200]
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864]

type MetricKind = { unit: string; description: string; boundaries?: readonly number[] }

/** With boundaries: a histogram; without: a sum. */
export const metricList = {
  'gen_ai.client.token.usage': {
    unit: '{token}',
    description: 'Number of input and output tokens used.',
    boundaries: tokens,
  },
  'gen_ai.client.operation.duration': { unit: 's', description: 'GenAI operation duration.', boundaries: seconds },
  'gen_ai.client.operation.time_to_first_chunk': {
    unit: 's',
    description: 'Time to receive the first chunk of a streamed answer.',
    boundaries: seconds,
  },
  'gen_ai.invoke_agent.duration': {
    unit: 's',
    description: 'Duration of the invocation of an agent or a workflow.',
    boundaries: agentSeconds,
  },
  'gen_ai.execute_tool.duration': {
    unit: 's',
    description: 'Duration of a single tool execution.',
    boundaries: seconds,
  },
  'niti.run.count': { unit: '{run}', description: 'Runs that ended.' },
  'niti.run.duration': {
    unit: 's',
    description: 'From the start of a run to its end, its waits included.',
    boundaries: runSeconds,
  },
  'niti.cost.micro_usd': { unit: '{micro_usd}', description: 'What calls cost, in millionths of a US dollar.' },
  'niti.cost.unknown_calls': { unit: '{call}', description: 'Billed tries whose price nobody knows.' },
  'niti.provider.errors': { unit: '{error}', description: 'Failed tries of model calls, those tried again included.' },
  'niti.limit.wait': {
    unit: 's',
    description: 'Waits for a limit of a provider or a service.',
    boundaries: agentSeconds,
  },
} satisfies Record<string, MetricKind>

export type MetricName = keyof typeof metricList

/** One thing that was measured. */
export type Measurement = { metric: MetricName; value: number; attributes: Record<string, string> }
