import { isOver, type RunPush } from '../../shared/run/events.ts'
import { emptyRunView, type RunView, reduceRun } from '../../shared/run/view.ts'
import type { Graph } from '../../shared/workflow/workflow.ts'
import { formatHeader, formatRow, formatTable, formatTotal, layOutColumns, type TableStyle } from './print-run.ts'
import { makeNodeRows, makeRunRows, type RunRow } from './run-rows.ts'
import type { Terminal } from './terminal.ts'
import { cutText } from './text-width.ts'

/** Shows a run while it goes on. `add` takes what happened; `end` says what was not said yet and leaves it standing. */
export type RunDisplay = {
  add(push: RunPush): Promise<void>
  end(ended: RunView): Promise<void>
  /** Shows how far the run is and writes nothing more until `goOn`, so that something else can be said below it. */
  pause(now: RunView): Promise<void>
  goOn(): void
}

type Options = { terminal: Terminal; document: Graph; runId: string; now?: () => number }

/** A table drawn over itself on a terminal; line after line where there is none. */
export function openRunDisplay(options: Options): RunDisplay {
  return options.terminal.isTty ? openLiveTable(options) : openRunLines(options)
}

const redrawMs = 100
const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
/** The final table is scrolled past, not redrawn, but thousands of lines help nobody: `--json` has them. */
const finalRows = 200

function openLiveTable({ terminal, document, runId, now = Date.now }: Options): RunDisplay {
  let view = emptyRunView(runId)
  let drawn = 0
  const style = (): TableStyle => ({
    columns: Math.max(20, terminal.size().columns - 1),
    unicode: terminal.unicode,
    paint: terminal.paint,
  })

  function draw(height: number): Promise<void> {
    const rows = makeRunRows(document, view, now()).filter((row) => !row.isLoose)
    const lines = formatTable(rows, style(), height)
    if (!isOver(view.status)) lines.push('', totalLine(view, now(), style()))
    // Up to the first line of the last drawing, then each line over the old one, then whatever is left below goes.
    const up = drawn > 0 ? `\x1b[${drawn}A` : ''
    drawn = lines.length
    return terminal.out(`${up}\r${lines.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`)
  }

  // The last two lines are the total, and one stays free so that nothing scrolls.
  const drawNow = () => draw(Math.max(3, terminal.size().rows - 3))
  // Also when the process ends early: a shell without a cursor is a bad farewell.
  const restore = () => void process.stdout.write(showCursor)
  process.once('exit', restore)
  let timer: NodeJS.Timeout | undefined
  function goOn(): void {
    void terminal.out(hideCursor)
    void drawNow()
    timer = setInterval(() => void drawNow(), redrawMs)
  }
  goOn()

  return {
    goOn,
    async pause(now) {
      clearInterval(timer)
      // The feed, which goes at its own pace, passes over what is in here already.
      if (now.lastSeq > view.lastSeq) view = now
      await drawNow()
      await terminal.out(showCursor)
      // What is written below must not be drawn over.
      drawn = 0
    },
    async add(push) {
      view = reduceRun(view, push.events)
    },
    async end(ended) {
      clearInterval(timer)
      view = ended
      await draw(finalRows)
      process.off('exit', restore)
      await terminal.out(showCursor)
    },
  }
}

/** The total is the one line with text of free length, so it is cut before it is coloured. */
function totalLine(view: RunView, nowMs: number, style: TableStyle): string {
  const total = formatTotal(view, nowMs, { ...style, paint: (_style, text) => text })
  return style.paint('cyan', cutText(total, style.columns))
}

const progressMs = 2_000

/** A line for each node as it ends, and every two seconds one that says how far a container is. */
function openRunLines({ terminal, document, runId, now = Date.now }: Options): RunDisplay {
  let view = emptyRunView(runId)
  let headed = false
  const said = new Set<string>()
  const progressAt = new Map<string, number>()
  const style: TableStyle = { columns: terminal.size().columns, unicode: terminal.unicode, paint: terminal.paint }
  // Widths cannot wait for texts that are still to come, so room is kept for the usual ones.
  const layout = layOutColumns(makeRunRows(document, view, 0), style.columns, roomFor)

  async function print(all: RunRow[]): Promise<void> {
    const rows = all.filter((row) => !row.isLoose)
    if (rows.length === 0) return
    const header = headed ? [] : [formatHeader(layout, style)]
    headed = true
    await terminal.out([...header, ...rows.map((row) => formatRow(row, layout, style)), ''].join('\n'))
  }

  return {
    // Lines come one below the other, whoever writes them.
    goOn() {},
    async pause() {},
    async add(push) {
      view = reduceRun(view, push.events)
      const rows: RunRow[] = []
      for (const event of push.events) {
        if (!('node' in event)) continue
        if (event.scope === '' && endings.has(event.type)) rows.push(...sayEnd(event.node))
        if (event.type === 'iteration-finished' && event.scope === '' && isDue(event.node)) {
          rows.push(...makeNodeRows(document, view, event.node, now()).slice(0, 1))
        }
      }
      await print(rows)
    },
    async end(ended) {
      view = ended
      const left = Object.values(view.nodes).filter((node) => node.scope === '' && !said.has(node.node))
      await print(left.flatMap((node) => sayEnd(node.node)))
    },
  }

  function sayEnd(nodeId: string): RunRow[] {
    said.add(nodeId)
    return makeNodeRows(document, view, nodeId, now())
  }

  function isDue(container: string): boolean {
    const nowMs = now()
    if (view.nodes[container]?.status !== 'running') return false
    if (nowMs - (progressAt.get(container) ?? view.startedAt) < progressMs) return false
    progressAt.set(container, nowMs)
    return true
  }
}

const endings: ReadonlySet<string> = new Set(['node-finished', 'node-failed', 'node-skipped', 'node-cancelled'])
const roomFor = { state: 9, model: 26, in: 9, out: 9, cost: 9, time: 11 }
