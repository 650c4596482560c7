import type { Queue } from '../run/queue.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function queueHandlers(os: ContractImplementer['queue'], queue: Queue) {
  return {
    get: os.get.handler(() => queue.view()),
    move: os.move.handler(({ input }) => queue.move(input)),
    prioritise: os.prioritise.handler(({ input }) => queue.prioritise(input)),
    pause: os.pause.handler(() => queue.setPaused(true)),
    resume: os.resume.handler(() => queue.setPaused(false)),
    drain: os.drain.handler(() => queue.drain()),
  }
}
