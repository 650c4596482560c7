/** A run that waits for its turn, as far as choosing needs to know it. */
export type WaitingRun = {
  runId: string
  /** null: of no workflow of the workspace, so only the limit for all runs holds it back. */
  workflowId: string | null
  /** Runs of its workflow under way at once; null: as many as there are places. */
  workflowLimit: number | null
}

export type Places = {
  /** Nothing new is begun. */
  paused: boolean
  /** Runs under way at once. */
  runsAtOnce: number
  /** The workflow of each run that holds a place. */
  underWay: (string | null)[]
}

/** What keeps a run waiting; `limit` is the number that is reached. */
export type HeldBack = { by: 'pause' } | { by: 'places'; limit: number } | { by: 'workflow'; limit: number }

/**
 * Which of the waiting runs begin now, given in the order they wait. One that only its workflow's limit holds back does
 * not hold up those behind it. Reads no further than the last free place, so a long queue costs no more than a short one.
 */
export function chooseNext<W extends WaitingRun>(waiting: Iterable<W>, places: Places): W[] {
  const count = countPlaces(places)
  if (places.paused || count.areTaken()) return []
  const chosen: W[] = []
  for (const run of waiting) {
    if (count.isFull(run)) continue
    count.take(run)
    chosen.push(run)
    if (count.areTaken()) break
  }
  return chosen
}

/** Why each waiting run does not run yet, in their order; null for one that begins as soon as somebody looks. */
export function whyWaiting(waiting: WaitingRun[], places: Places): (HeldBack | null)[] {
  const count = countPlaces(places)
  return waiting.map((run) => {
    if (places.paused) return { by: 'pause' }
    if (run.workflowLimit !== null && count.isFull(run)) return { by: 'workflow', limit: run.workflowLimit }
    if (count.areTaken()) return { by: 'places', limit: places.runsAtOnce }
    count.take(run)
    return null
  })
}

function countPlaces({ runsAtOnce, underWay }: Places) {
  let taken = underWay.length
  const ofWorkflow = new Map<string, number>()
  for (const workflowId of underWay) add(workflowId)

  function add(workflowId: string | null): void {
    if (workflowId !== null) ofWorkflow.set(workflowId, (ofWorkflow.get(workflowId) ?? 0) + 1)
  }

  return {
    areTaken: () => taken >= runsAtOnce,
    isFull: ({ workflowId, workflowLimit }: WaitingRun) =>
      workflowId !== null && workflowLimit !== null && (ofWorkflow.get(workflowId) ?? 0) >= workflowLimit,
    take({ workflowId }: WaitingRun): void {
      taken++
      add(workflowId)
    },
  }
}
