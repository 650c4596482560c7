import { cancelledError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { FileAccess, HttpReply, HttpRequest, NodeContext } from '../nodes/define-node.ts'
import type { Execution } from './execute-node.ts'
import { scopeOf } from './resolve-inputs.ts'

/** Where an effect comes from, for its events. */
export type EffectSource = Pick<Execution, 'run' | 'scope'> & { node: string }

/** What nodes may do to the world outside the engine; each writes the events about it. */
export type Effects = {
  callModel(source: EffectSource, request: ModelRequest): Promise<ModelReply>
  sendHttp(source: EffectSource, request: HttpRequest): Promise<HttpReply>
  files: FileAccess
}

const alwaysInScope = ['inputs', 'input', 'now', 'item', 'index']

/** What one node is handed: the effects bound to it, with the run's signal in force. */
export function makeNodeContext(execution: Execution, inputs: Record<string, Json>): NodeContext {
  const { run, scope, planned } = execution
  const source: EffectSource = { run, scope, node: planned.id }
  const refuseIfCancelled = () => {
    if (run.signal.aborted) throw cancelledError()
  }
  return {
    signal: run.signal,
    now: () => run.clock.now(),
    log: (level, text) => run.log.append({ type: 'node-logged', node: planned.id, scope, level, text }),
    model(request) {
      refuseIfCancelled()
      return run.effects.callModel(source, request)
    },
    http(request) {
      refuseIfCancelled()
      return run.effects.sendHttp(source, request)
    },
    files: run.effects.files,
    async runCode({ code, scope: names, timeoutMs }) {
      const { value, logs } = await run.sandbox.run({ code, scope: names, timeoutMs, signal: run.signal })
      for (const { level, text } of logs) {
        run.log.append({ type: 'node-logged', node: planned.id, scope, level, text })
      }
      return value
    },
    scope: () => scopeOf(run, execution.values, inputs, [...alwaysInScope, ...planned.roots]),
    runGraph(round) {
      refuseIfCancelled()
      if (!planned.inner) throw userError('node.empty-container', 'There is nothing inside this container to run.')
      return execution.runGraph(round)
    },
    countIterations: (total) => run.log.append({ type: 'iterations-counted', node: planned.id, scope, total }),
  }
}
