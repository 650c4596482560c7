import { z } from 'zod'
import { cancelledError, NitiError, userError } from '../../../shared/errors.ts'
import { isJsonObject, stableStringify } from '../../../shared/json.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeContext, WaitRequest } from '../nodes/define-node.ts'
import type { LogLine } from '../sandbox/sandbox-messages.ts'
import type { EffectSource } from './active-run.ts'
import { createAgentPlace, type Within } from './agent-place.ts'
import { endDryWait } from './dry-run.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import type { Execution } from './execution.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { noteOnce } from './note-once.ts'
import { createPauseForBudget } from './pause-for-budget.ts'
import { type Arrived, scopeOf } from './resolve-inputs.ts'
import { createInnerWork } from './run-inner-node.ts'
import { createWaiting } from './wait-for.ts'

const logLines = z.array(z.object({ level: z.enum(['info', 'warn', 'error']), text: z.string() }))

const alwaysInScope = ['inputs', 'input', 'now', 'item', 'index']

/** What one node is handed: the effects bound to it, with the run's signal in force. */
export function makeNodeContext(execution: Execution, arrived: Arrived): NodeContext {
  const { run, scope, planned, signal } = execution
  // Made when first needed: most nodes neither ask a model nor wait.
  let within: Within = { purses: run.purses, agentNames: run.agentNames }
  let hasAgent = false
  let madeSource: EffectSource | undefined
  let madeWaiting: ReturnType<typeof createWaiting> | undefined
  let madeInnerWork: ReturnType<typeof createInnerWork> | undefined
  const source = () => {
    const own = { run, scope, node: planned.id, attempt: execution.attempt, signal, purses: within.purses }
    madeSource ??= { ...own, budgetPause: createPauseForBudget(execution) }
    return madeSource
  }
  const refuseIfCancelled = () => {
    if (signal.aborted) throw cancelledError()
  }
  const passWait = async (request: WaitRequest) => {
    const { result, said } = endDryWait(request, run.clock.now())
    run.log.append({ type: 'node-logged', node: planned.id, scope, level: 'info', text: said })
    return result
  }
  return {
    signal,
    now: () => run.clock.now(),
    log: (level, text) => run.log.append({ type: 'node-logged', node: planned.id, scope, level, text }),
    model(request) {
      refuseIfCancelled()
      return run.effects.callModel(source(), request)
    },
    http(request) {
      refuseIfCancelled()
      return run.effects.sendHttp(source(), request)
    },
    callService(call) {
      refuseIfCancelled()
      return run.effects.callService(source(), call)
    },
    files: run.effects.files,
    readable(page) {
      refuseIfCancelled()
      return run.effects.readable(page, signal)
    },
    callMcp(call) {
      refuseIfCancelled()
      return run.effects.callMcp(source(), call)
    },
    embed(request) {
      refuseIfCancelled()
      return run.effects.embed(source(), request)
    },
    get knowledge() {
      return run.effects.knowledge(this)
    },
    async runAgent(request) {
      refuseIfCancelled()
      if (hasAgent) throw new Error(`${planned.id} lets a second agent work in its own place`)
      hasAgent = true
      const setWithin = (now: Within) => {
        within = now
        madeSource = undefined
      }
      return run.effects.runAgent(this, createAgentPlace(execution, arrived, setWithin), request)
    },
    async runNode(work) {
      refuseIfCancelled()
      if (!planned.definition.runsOthers) throw new Error(`${planned.node.type} does not say that it runs others`)
      madeInnerWork ??= createInnerWork(execution)
      return madeInnerWork({ ...work, within })
    },
    say: (said) => noteOnce(execution, { type: 'agent-said', ...said }),
    noteTask: (task) => noteOnce(execution, { type: 'task-changed', task }),
    async runCode({ code, scope: names, timeoutMs, onLine }) {
      const noteLogs = (logs: LogLine[]) => {
        for (const { level, text } of logs) {
          run.log.append({ type: 'node-logged', node: planned.id, scope, level, text })
        }
      }
      try {
        const { value, logs } = await run.sandbox.run({ code, scope: names, timeoutMs, signal })
        noteLogs(logs)
        if (onLine) logs.forEach(onLine)
        return value
      } catch (thrown) {
        // What it printed before it failed is what helps to find out why.
        noteLogs(linesOf(thrown))
        throw thrown
      }
    },
    payload: () => (scope === '' && planned.id === run.startNode ? run.payload : undefined),
    scope: () => scopeOf(run, execution.values, arrived, [...alwaysInScope, ...planned.roots]),
    waitFor(request) {
      refuseIfCancelled()
      if (run.isDryRun) return passWait(request)
      madeWaiting ??= createWaiting(execution)
      return madeWaiting(request)
    },
    giveUpRounds: () => run.waits.giveUpRounds({ scope, node: planned.id }),
    runGraph(round) {
      refuseIfCancelled()
      if (!planned.inner) throw userError('node.empty-container', 'There is nothing inside this container to run.')
      return execution.runGraph(execution, round)
    },
    runWorkflow(request) {
      refuseIfCancelled()
      return execution.runWorkflow(execution, request)
    },
    evaluate({ names, ...expression }) {
      const known = { ...scopeOf(run, execution.values, arrived, [...alwaysInScope, ...planned.roots]), ...names }
      return evaluateExpression(expression, { scope: known, sandbox: run.sandbox, signal })
    },
    get idempotencyKey() {
      const key = nodeKey(scope, planned.id)
      // Tried again, the node around it may ask for something else in the same round.
      const asked = planned.work && stableStringify([planned.work.type, planned.work.params])
      return idempotencyKeyOf(run.runId, asked === undefined ? key : `${key} ${asked}`)
    },
    countIterations(total) {
      if (run.history?.scopes.get(scope)?.counted.get(planned.id) === total) return
      run.log.append({ type: 'iterations-counted', node: planned.id, scope, total })
    },
  }
}

function linesOf(thrown: unknown): LogLine[] {
  const details = thrown instanceof NitiError ? thrown.info.details : undefined
  const logs = isJsonObject(details) ? details.logs : undefined
  return logLines.safeParse(logs).data ?? []
}
